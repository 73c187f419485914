import { inetBytes } from './inet.ts';

test.each([
  ['192.0.2.1', '02200004c0000201'],
  ['192.0.2.1/24', '02180004c0000201'],
  ['2001:db8::1', '0380001020010db8000000000000000000000001'],
  ['::ffff:192.0.2.1', '0380001000000000000000000000ffffc0000201'],
])('the binary form of %s is the one of inet_send', (text, bytes) => {
  expect(inetBytes(text).toString('hex')).toBe(bytes);
});
