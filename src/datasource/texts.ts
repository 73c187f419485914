import { catalogTexts } from './catalogWords.ts';
import { editorTexts } from './editor/words.ts';
import { presetTexts } from './presets.ts';
import { sourceTexts } from './words.ts';

/** All English texts of the data source, as its files of translations have them. */
export const dataSourceTexts = {
  catalog: catalogTexts,
  editor: editorTexts,
  presets: presetTexts,
  source: sourceTexts,
};
