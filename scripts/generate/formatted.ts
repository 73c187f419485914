import { format, resolveConfig } from 'prettier';

/** Formats Markdown as the repository's prettier would, so that the two never disagree over a generated part. */
export async function formatted(markdown: string, file: string): Promise<string> {
  return format(markdown, { ...(await resolveConfig(file)), parser: 'markdown' });
}
