import { aliases, aliasFaults, applyAliases, type Classified } from './aliases.ts';

const event = (
  taxonomy: string | null,
  type: string | null,
  identifier: string | null = null,
  rest = {}
): Classified => ({
  taxonomy,
  type,
  identifier,
  malware: null,
  feed: null,
  ...rest,
});

test.each([
  [event('malicious code', 'botnet drone'), ['malicious-code', 'infected-system', null]],
  [event('Malicious Code', 'c&c'), ['malicious-code', 'c2-server', null]],
  [event('malicious code', 'dga domain'), ['other', 'dga-domain', null]],
  [event('information content security', 'dropzone'), ['other', 'other', 'dropzone']],
  [event('intrusions', 'defacement'), ['information-content-security', 'unauthorised-information-modification', null]],
  [event('vulnerable', 'vulnerable service', 'SSL-Poodle'), ['vulnerable', 'weak-crypto', 'ssl-poodle']],
  [
    event('malicious code', 'botnet drone', null, { malware: 'openrelay' }),
    ['vulnerable', 'vulnerable-system', 'openrelay'],
  ],
  [event('other', 'other', 'ignore me', { feed: 'n6' }), ['other', 'other', 'dns-query']],
  [event('other', 'other', 'ignore me'), ['other', 'other', 'ignore me']],
  [event('malicious code', 'malware'), ['malicious-code', 'malware', null]],
  [event(null, null), [null, null, null]],
  [event('vulnerable', 'ddos-amplifier', 'open-dns'), ['vulnerable', 'ddos-amplifier', 'open-dns']],
])('%j', (before, [taxonomy, type, identifier]) => {
  expect(applyAliases(aliases, before)).toEqual({ taxonomy, type, identifier });
});

test('today’s names stay as they are', () => {
  for (const rule of aliases) {
    const now = applyAliases(aliases, event(null, null, null, { ...rule.when, ...rule.use }));
    expect(applyAliases(aliases, event(now.taxonomy, now.type, now.identifier))).toEqual(now);
  }
});

test('the shipped list has no faults; empty rules and circles are told', () => {
  expect(aliasFaults(aliases)).toEqual([]);
  expect(aliasFaults([{ when: {}, use: { type: 'x' } }])).toHaveLength(1);
  expect(
    aliasFaults([
      { when: { type: 'a' }, use: { type: 'b' } },
      { when: { type: 'b' }, use: { type: 'a' } },
    ])
  ).toHaveLength(2);
});
