import { renderTextPanelMarkdown } from '@grafana/data';
import { type PanelModel } from './model.ts';
import { replaceVariables } from '../services/index.ts';

/** Its Markdown, made harmless by Grafana's own function. */
export function TextPanel({ panel }: { panel: PanelModel }) {
  const content = replaceVariables(String(panel.options?.['content'] ?? ''));
  return <div className="markdown-html" dangerouslySetInnerHTML={{ __html: renderTextPanelMarkdown(content) }} />;
}
