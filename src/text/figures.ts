const GROUPED = new Intl.NumberFormat('en-US');

/** `41234` → `41,234` */
export function grouped(value: number): string {
  return GROUPED.format(value);
}

/** `1 account`, `2,000 accounts`, `3 policies` */
export function counted(value: number, noun: string): string {
  return `${grouped(value)} ${value === 1 ? noun : plural(noun)}`;
}

/** `policy` → `policies`, `key` → `keys` */
export function plural(noun: string): string {
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

interface Unit {
  readonly seconds: number;
  readonly name: string;
}

const UNITS: readonly Unit[] = [
  { seconds: 86_400, name: 'd' },
  { seconds: 3_600, name: 'h' },
  { seconds: 60, name: 'min' },
  { seconds: 1, name: 's' },
];

/** A time span in its two largest units: `0.4 s`, `47 s`, `3 min 5 s`, `2 h`, `3 d 4 h`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Math.max(0, Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  const first = UNITS.findIndex((unit) => whole >= unit.seconds);
  let rest = whole;
  return UNITS.slice(first, first + 2)
    .map(({ seconds: size, name }) => {
      const value = Math.floor(rest / size);
      rest -= value * size;
      return value > 0 ? `${value} ${name}` : '';
    })
    .filter((word) => word !== '')
    .join(' ');
}

/** How far an instant is from now, in one unit: `12 min ago`, `in 47 min`, `now`. */
export function distance(instant: Date, now: Date): string {
  const seconds = (instant.getTime() - now.getTime()) / 1000;
  const size = Math.abs(seconds);
  const unit = UNITS.find((candidate) => size >= candidate.seconds);
  if (!unit) return 'now';
  const words = `${Math.floor(size / unit.seconds)} ${unit.name}`;
  return seconds < 0 ? `${words} ago` : `in ${words}`;
}

/** An instant as a person of that time zone writes it: `Thu 2 Jan, 10:30`. */
export function clock(instant: Date, timeZone = 'UTC'): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(instant);
}
