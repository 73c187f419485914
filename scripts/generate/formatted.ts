import { format, resolveConfig } from 'prettier';

/** Formats text as the repository's prettier would, so that the two never disagree over a generated part. */
export async function formatted(text: string, file: string, parser = 'markdown'): Promise<string> {
  return format(text, { ...(await resolveConfig(file)), parser });
}
