const units = { s: 1000, m: 60_000, h: 3_600_000 } as const;

/** How durations are written: 90s, 30m, 2h. */
export const durationPattern = /^([1-9]\d{0,5})([smh])$/;

/** Milliseconds of a duration that the pattern allows; null for any other text. */
export function milliseconds(duration: string): number | null {
  const [, number, unit] = durationPattern.exec(duration) ?? [];
  return unit === undefined ? null : Number(number) * units[unit as keyof typeof units];
}
