import { shared } from './shared.ts';

type Factory = (...dependencies: readonly unknown[]) => unknown;

interface Definition {
  readonly names: readonly string[];
  readonly factory: Factory;
}

const definitions = new Map<string, Definition>();
const loaded = new Map<string, Promise<unknown>>();

declare global {
  interface Window {
    define?: (names: readonly string[], factory: Factory) => void;
  }
}

/** Built plugins are anonymous AMD modules: which one calls is known by the script that runs. */
window.define = (names, factory) => {
  definitions.set((document.currentScript as HTMLScriptElement).src, { names, factory });
};

/** Loads a built plugin's module.js as Grafana does, with the shared dependencies; its exports. */
export function loadModule<Exports>(path: string): Promise<Exports> {
  const address = new URL(path, window.location.origin).href;
  const module = loaded.get(address) ?? load(address);
  loaded.set(address, module);
  return module as Promise<Exports>;
}

async function load(address: string): Promise<unknown> {
  await run(address);
  const definition = definitions.get(address);
  if (!definition) {
    throw new Error(`${address} is no AMD module.`);
  }
  const dependencies = definition.names.map((name) => {
    // webpack finds out from this where its other files are.
    if (name === 'module') {
      return { id: address, uri: address };
    }
    if (!Object.hasOwn(shared, name)) {
      throw new Error(`${address} needs ${name}, which the preview does not share.`);
    }
    return shared[name];
  });
  return definition.factory(...dependencies);
}

function run(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => {
      resolve();
    };
    script.onerror = () => {
      reject(new Error(`${address} cannot be loaded.`));
    };
    document.head.append(script);
  });
}
