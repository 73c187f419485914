// prettier-ignore
const known = [
  'avalanche-andromeda', 'conficker', 'mirai', 'gamarue', 'necurs', 'sality', 'qsnatch', 'android.hummer',
  'ramnit', 'virut', 'wannacry', 'nymaim', 'zeus', 'citadel', 'dridex', 'emotet', 'qakbot', 'trickbot', 'gozi',
  'tinba', 'pushdo', 'cutwail', 'zeroaccess', 'bedep', 'kovter', 'nivdort', 'corebot', 'dorkbot', 'palevo',
  'ponmocup', 'matsnu', 'ranbyus', 'kelihos', 'gameover-zeus', 'rovnix', 'vawtrak', 'flubot', 'socgholish',
  'raspberry-robin', 'bumblebee', 'glupteba', 'moobot', 'gafgyt', 'mozi', 'hajime', 'vpnfilter', 'prometei',
  'phorpiex', 'njrat', 'dcrat',
];

// prettier-ignore
const starts = [
  'am', 'bor', 'cal', 'dro', 'el', 'fen', 'gri', 'hul', 'is', 'jor', 'kra', 'lum', 'mor', 'nex', 'or', 'pyl',
];
// prettier-ignore
const ends = [
  'ador', 'bit', 'cryp', 'dex', 'eron', 'fish', 'grab', 'hook', 'inject', 'kit', 'loader', 'mon', 'nox',
  'phage',
];

/** Names of malware families, most frequent first: known ones, then as many invented ones as asked for. */
export function malwareFamilies(count: number): string[] {
  const names = known.slice(0, count);
  for (let index = 0; names.length < count; index++) {
    const start = starts[index % starts.length]!;
    const end = ends[Math.floor(index / starts.length) % ends.length]!;
    const round = Math.floor(index / (starts.length * ends.length));
    names.push(round === 0 ? start + end : `${start}${end}.${round}`);
  }
  return names;
}
