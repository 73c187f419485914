/** Shorter ones are words that other things are called by too: replacing them would tell more than it hides. */
const shortest = 6;

const hidden = '***';

/**
 * Takes passwords out of a text before it leaves the program: what stands as a password in any URL or connection
 * string, and these secrets wherever they stand, also as URLs write them.
 */
export function withoutSecrets(text: string, secrets: readonly string[] = []): string {
  const forms = secrets
    .filter(({ length }) => length >= shortest)
    .flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return forms.reduce((left, secret) => left.replaceAll(secret, hidden), withoutWritten(text));
}

/** The same for every text in a value that came from JSON. */
export function withoutSecretsIn(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') {
    return withoutSecrets(value, secrets);
  }
  if (Array.isArray(value)) {
    return value.map((inner) => withoutSecretsIn(inner, secrets));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecretsIn(inner, secrets)]))
    : value;
}

/** A user's part of a URL ends at the last @ before the path. */
function withoutWritten(text: string): string {
  return text
    .replace(/(:\/\/[^\s:/@"]*):[^\s/"]*@/g, `$1:${hidden}@`)
    .replace(/\b(password=)(?:'(?:[^'\\]|\\.)*'|[^\s&'"]+)/gi, `$1${hidden}`);
}

/** The passwords that the program was given in these addresses and variables. */
export function secretsOf(
  urls: ReadonlyArray<string | undefined>,
  environment: Readonly<Record<string, string | undefined>>
): string[] {
  const given = urls.flatMap((url) => (url === undefined ? [] : passwordsOf(url)));
  return [...new Set([...given, environment.PGPASSWORD ?? ''])].filter((secret) => secret !== '');
}

/** Whether an address says a password itself: then it has no place on a command line. */
export function hasPassword(url: string): boolean {
  return URL.canParse(url) && (new URL(url).password !== '' || new URL(url).searchParams.has('password'));
}

function passwordsOf(url: string): string[] {
  if (!URL.canParse(url)) {
    return [];
  }
  const { password, searchParams } = new URL(url);
  return [decoded(password), password, searchParams.get('password') ?? ''];
}

/** A stray percent sign is no code of a character. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
