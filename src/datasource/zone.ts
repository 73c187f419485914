/** Days of the portal's zone and instants. `Intl` knows the zones that PostgreSQL knows. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) {
    return known;
  }
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, format);
  return format;
}

/** What the clocks of the zone show, read as if it were UTC, in milliseconds. */
function wall(instant: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value])
  );
  const { year, month, day, hour, minute, second } = parts;
  return Date.parse(`${year!.padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** The calendar day in the zone: `YYYY-MM-DD`. */
export function dayAt(instant: number, zone: string): string {
  return new Date(wall(instant, zone)).toISOString().slice(0, 10);
}

/** When the day begins in the zone. Where clocks skip midnight, that is the first moment of the day. */
export function startOfDay(day: string, zone: string): number {
  const asked = Date.parse(`${day}T00:00:00Z`);
  let start = asked;
  // The offset at the guess may not be the one at the start: the second round has it.
  for (let round = 0; round < 2; round++) {
    start += asked - wall(start, zone);
  }
  return dayAt(start, zone) < day ? start + (asked - wall(start, zone)) : start;
}

/** Whether this browser knows the zone. */
export function isZone(zone: string): boolean {
  try {
    return formatOf(zone) !== undefined;
  } catch {
    return false;
  }
}
