import { methodOf } from './methods.ts';

test.each([
  ['Shadowserver', 'Open-Redis', null, 'scan'],
  ['Shadowserver', 'Accessible-RDP', 'shadowserver-accessible-rdp', 'scan'],
  ['Shadowserver', null, 'shadowserver-open-redis', 'scan'],
  ['Shadowserver', 'IPv6-Sinkhole-HTTP-Drone', null, 'sinkhole'],
  ['Shadowserver', 'Honeypot-Brute-Force-Events', null, 'honeypot'],
  ['Shadowserver', 'HTTP-Scanners', null, 'honeypot'],
  ['Shadowserver', 'Compromised-Website', null, 'other'],
  ['Microsoft', 'DCU-CTIP-Infected', null, 'sinkhole'],
  [null, 'Microsoft.DCU.CTIP.Infected', null, 'sinkhole'],
  ['National Scan', 'Exposed-Remote-Access', null, 'scan'],
  ['Own Honeypots', 'SSH-Login-Attempts', null, 'honeypot'],
  ['Abuse.ch', 'URLhaus', null, 'other'],
  ['Scandinavian CSIRT', 'Reports', null, 'other'],
  [null, null, null, 'other'],
])('%s, %s, %s: %s', (provider, feed, code, method) => {
  expect(methodOf({ provider, feed, code })).toBe(method);
});
