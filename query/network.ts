/**
 * Whether PostgreSQL's `inet` would take the text: an IPv4 or IPv6 address, with or without a prefix length.
 * Written here since the query package also runs in a browser, where there is no `node:net`.
 */
export function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  if (rest.length > 0) {
    return false;
  }
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : undefined;
  return bits !== undefined && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits));
}

function isIPv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isIPv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) {
    return false;
  }
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const dotted = last?.includes('.') === true;
  if (dotted && !isIPv4(last)) {
    return false;
  }
  const hexadecimal = dotted ? groups.slice(0, -1) : groups;
  const length = hexadecimal.length + (dotted ? 2 : 0);
  return (
    hexadecimal.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) && (halves.length === 2 ? length < 8 : length === 8)
  );
}
