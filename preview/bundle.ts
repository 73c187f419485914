import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * The host page's scripts and styles, by file name; about two seconds. @grafana/ui and what else plugins share with
 * Grafana is in there once: the built plugin is loaded into it, not bundled with it.
 */
export async function bundleHost(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [`${here}host/main.tsx`],
    outdir: '/',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    minify: true,
    write: false,
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    // Its default export gets lost on the way from CommonJS, and with it every scrollable list.
    alias: { 'react-custom-scrollbars-2': `${here}host/scrollbars.ts` },
    loader: { '.ttf': 'dataurl', '.svg': 'dataurl' },
    logLevel: 'error',
  });
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(1), contents]));
}
