import { dataSourceTexts } from '../../src/datasource/texts.ts';
import { asResource } from '../../src/translated.ts';
import { appTexts } from '../../src/words.ts';

/** Where Grafana looks for the texts of each plugin; a translation is such a file in the folder of its language. */
export const localeFiles = [
  { path: 'src/locales/en-US/csirt-statsportal-app.json', texts: { app: appTexts } },
  { path: 'src/datasource/locales/en-US/csirt-statsportal-datasource.json', texts: dataSourceTexts },
].map(({ path, texts }) => ({ path, json: (): string => JSON.stringify(asResource(texts)) }));
