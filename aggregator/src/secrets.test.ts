import * as fc from 'fast-check';
import { secretsOf, withoutSecrets, withoutSecretsIn } from './secrets.ts';

test.each([
  ['postgres://me:s3cret@host/db', 'postgres://me:***@host/db'],
  ['connecting to postgresql://me:p%40ss@host:5432/db failed', 'connecting to postgresql://me:***@host:5432/db failed'],
  ['postgres://me@host/db', 'postgres://me@host/db'],
  ['host=h password=s3cret user=u', 'host=h password=*** user=u'],
  [String.raw`host=h password='it\'s' user=u`, 'host=h password=*** user=u'],
  [
    'postgres://host/db?user=me&password=s3cret&sslmode=require',
    'postgres://host/db?user=me&password=***&sslmode=require',
  ],
  ['at 04:00:00, see https://example.org/a@b', 'at 04:00:00, see https://example.org/a@b'],
  ['password authentication failed for user "me"', 'password authentication failed for user "me"'],
])('%s', (text, expected) => {
  expect(withoutSecrets(text)).toBe(expected);
});

test('a password is found wherever it stands in a value, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6, unit: 'grapheme' }), fc.string({ maxLength: 5 }), (word, other) => {
      const inner = [{ url: `postgres://me:${encodeURIComponent(word)}@host/db` }, null, 7, true];
      const { msg, ...rest } = withoutSecretsIn({ msg: `${other}${word}`, inner }, [word]) as { msg: string };
      expect(rest).toEqual({ inner: [{ url: 'postgres://me:***@host/db' }, null, 7, true] });
      expect(msg.includes(word)).toBe(false);
    })
  );
});

test('short passwords are only taken out where they stand as one', () => {
  expect(withoutSecrets('stats of postgres://stats:stats@host/stats', ['stats'])).toBe(
    'stats of postgres://stats:***@host/stats'
  );
});

test('the secrets are what addresses and environment have', () => {
  expect(
    secretsOf(['postgres://me:p%40ss@host/db', undefined, 'embedded:x', 'no address'], { PGPASSWORD: 'other' })
  ).toEqual(['p@ss', 'p%40ss', 'other']);
  expect(secretsOf(['postgres://me@host/db?password=third'], {})).toEqual(['third']);
  expect(secretsOf(['postgres://me:100%@host/db'], {})).toEqual(['100%']);
});
