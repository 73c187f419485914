const date = String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)`;
const time = String.raw`(?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?`;
const zone = String.raw`Z|(?<sign>[+-])(?<east>\d\d)(?::?(?<eastMinutes>\d\d))?`;
const pattern = new RegExp(`^${date}(?:[T ]${time} ?(?:${zone})?)?$`, 'i');

/**
 * ISO 8601 (or the same with a space for the T) in UTC as PostgreSQL reads it: `2024-02-29T23:59:59.5+00:00`.
 * Without an offset the time counts as UTC and a date as its midnight, as IntelMQ has it. Undefined: not such a time.
 */
export function readTimestamp(text: string): string | undefined {
  const parts: Partial<Record<string, string>> | undefined = pattern.exec(text)?.groups;
  if (!parts) {
    return undefined;
  }
  const [year, month, day, hour, minute, second, east, eastMinutes] = numbers.map((name) => Number(parts[name] ?? 0));
  // 60 is a leap second: PostgreSQL reads it as the next minute, and so does Date. PostgreSQL's offsets end at 15:59.
  const inRange = hour! < 24 && minute! < 60 && second! <= 60 && east! < 16 && eastMinutes! < 60;
  if (!inRange || !isDay(year!, month!, day!)) {
    return undefined;
  }
  // The offset is applied here: a column without time zone, as some sites have, would drop it without a word.
  const offset = (parts.sign === '-' ? -1 : 1) * (east! * 60 + eastMinutes!);
  const moment = new Date(0);
  moment.setUTCFullYear(year!, month! - 1, day);
  moment.setUTCHours(hour!, minute! - offset, second);
  const utcYear = moment.getUTCFullYear();
  const fraction = parts.fraction === undefined ? '' : `.${parts.fraction}`;
  return utcYear > 0 && utcYear < 10_000 ? `${moment.toISOString().slice(0, 19)}${fraction}+00:00` : undefined;
}

const numbers = ['year', 'month', 'day', 'hour', 'minute', 'second', 'east', 'eastMinutes'];

function isDay(year: number, month: number, day: number): boolean {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return year > 0 && days !== undefined && day >= 1 && day <= days;
}
