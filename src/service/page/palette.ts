/** A foreground that must be legible on a background. */
export interface Pair {
  readonly text: string;
  readonly on: string;
}

/** The colours of one scheme, as `#rrggbb`. */
export interface Palette {
  readonly page: Pair;
  readonly card: Pair;
  /** Second in importance, on the card and on the page. */
  readonly muted: string;
  readonly link: string;
  readonly line: string;
  /** Fills of cells, and what is written on them. */
  readonly ok: Pair;
  readonly denied: Pair;
  readonly failed: Pair;
  readonly nothing: Pair;
  /** The unknown, which is neither good nor bad. */
  readonly unknown: Pair;
  /** Bars and marks on the card. */
  readonly barOk: string;
  readonly barPartial: string;
  readonly barFailed: string;
  readonly barOther: string;
}

export const LIGHT: Palette = {
  page: { text: '#1c1f24', on: '#f6f6f3' },
  card: { text: '#1c1f24', on: '#ffffff' },
  muted: '#5a616c',
  link: '#0b57a4',
  line: '#e2e3df',
  ok: { text: '#1d5b33', on: '#e4f2e8' },
  denied: { text: '#ffffff', on: '#b3261e' },
  failed: { text: '#241700', on: '#f2a516' },
  nothing: { text: '#5a616c', on: '#f1f1ee' },
  unknown: { text: '#ffffff', on: '#6a4fb3' },
  barOk: '#4f9568',
  barPartial: '#9a6206',
  barFailed: '#b3261e',
  barOther: '#767d88',
};

export const DARK: Palette = {
  page: { text: '#e4e6ea', on: '#121417' },
  card: { text: '#e4e6ea', on: '#1a1d22' },
  muted: '#a1a8b4',
  link: '#8ab8f0',
  line: '#2d323a',
  ok: { text: '#a4d8b5', on: '#1c3124' },
  denied: { text: '#2a0503', on: '#f47a70' },
  failed: { text: '#241700', on: '#f4b740' },
  nothing: { text: '#a1a8b4', on: '#23272e' },
  unknown: { text: '#150b33', on: '#b39df0' },
  barOk: '#5fae7c',
  barPartial: '#e0a030',
  barFailed: '#f47a70',
  barOther: '#868e9a',
};

/** The palette as custom properties: `--card`, `--card-text`, `--muted`. */
export function customProperties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]: [string, string | Pair]) => {
      const property = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      return typeof value === 'string'
        ? `${property}:${value};`
        : `${property}:${value.on};${property}-text:${value.text};`;
    })
    .join('');
}
