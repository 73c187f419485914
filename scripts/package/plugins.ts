import { jsonOf, type Contents } from './contents.ts';

/** One plugin of the package: the app, or what is nested in it. */
export interface Plugin {
  /** The folder with its plugin.json: empty, or with a slash at the end. */
  readonly folder: string;
  /** As it stands in plugin.json: only the rule about the schema may say that something is missing. */
  readonly json: PluginJson;
}

export interface PluginJson {
  readonly id?: string;
  readonly type?: string;
  readonly languages?: readonly string[];
  readonly includes?: ReadonlyArray<{ readonly type?: string; readonly name?: string; readonly path?: string }>;
  readonly dependencies?: { readonly grafanaDependency?: string };
  readonly info?: {
    readonly version?: string;
    readonly logos?: Readonly<Record<string, string>>;
    readonly screenshots?: ReadonlyArray<{ readonly path?: string }>;
  };
}

/** The app first. */
export function pluginsOf(contents: Contents): Plugin[] {
  return [...contents.keys()]
    .filter((path) => /(^|\/)plugin\.json$/.test(path))
    .sort((one, other) => one.length - other.length)
    .map((path) => ({
      folder: path.slice(0, -'plugin.json'.length),
      json: jsonOf(contents, path) ?? {},
    }));
}
