import { textOf, type Contents } from './contents.ts';
import { withoutComments } from './code.ts';

/** A colour that no theme gave: hexadecimal, by function, or by its name as the value of a style. */
const colour =
  /['"`\s:]#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgb|hsl)a?\(|\b(?:color|background|backgroundColor|borderColor)\s*[:=]\s*['"](?!inherit|transparent|currentColor|none|primary|secondary|disabled|success|warning|error|info|link|maxContrast)[a-z]+['"]/i;

/** Styles that reach beyond our own elements. */
const global =
  /\binjectGlobal\b|<Global\b|import\s+(?:[^'"]*\sfrom\s+)?['"][^'"]+\.(?:css|s[ac]ss|less)['"]|createElement\(['"]style['"]\)|<style\b|\bstyleSheets\b|['"`](?:html|body|:root)(?:\s*[{,>]|['"]\s*:)/;

/** Colours are the theme's, or they are wrong in one of the two; styles are of our own elements only. */
export function styleFaults(sources: Contents): string[] {
  return [...sources.keys()]
    .filter((path) => /\.tsx?$/.test(path) && !/\.(test|fixture)\.|\/testing\//.test(path))
    .flatMap((path) => {
      const text = withoutComments(textOf(sources, path));
      return [
        ...(colour.test(text) ? [`${path} has a colour of its own: ${colour.exec(text)?.[0].trim()}`] : []),
        ...(global.test(text) ? [`${path} has a global style: ${global.exec(text)?.[0].trim()}`] : []),
      ];
    });
}

/** Style sheets apply to the whole of Grafana. */
export function sheetFaults(sources: Contents): string[] {
  return [...sources.keys()]
    .filter((path) => /\.(css|s[ac]ss|less)$/.test(path))
    .map((path) => `${path} is a style sheet`);
}
