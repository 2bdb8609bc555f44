import { describe, expect, test } from 'vitest';
import { DARK, LIGHT, type Palette } from '../../../src/service/page/palette.ts';

/** Contrast of two `#rrggbb`, from 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** What is written on what. */
function texts({ page, card, muted, link, ok, denied, failed, nothing, unknown, ...bars }: Palette) {
  return [
    ...[page, card, ok, denied, failed, nothing, unknown].map(({ text, on }) => ({ text, on })),
    ...[muted, link].flatMap((text) => [page, card].map(({ on }) => ({ text, on }))),
    // How a run ended is written in the colour of its bar, and a problem on the fill of nothing.
    ...[ok.text, bars.barPartial, bars.barFailed].map((text) => ({ text, on: card.on })),
    { text: card.text, on: nothing.on },
  ];
}

test('contrast is computed as WCAG defines it', () => {
  expect(contrast('#ffffff', '#000000')).toBe(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('in the %s scheme', (_, palette) => {
  test('all text has the contrast of WCAG AA', () => {
    const faint = texts(palette).filter(({ text, on }) => contrast(text, on) < 4.5);
    expect(faint).toEqual([]);
  });

  test('bars, marks and what finds the eye stand out from what they are on', () => {
    const shapes = [palette.barOk, palette.barPartial, palette.barFailed, palette.barOther, palette.link];
    expect(shapes.filter((colour) => contrast(colour, palette.card.on) < 3)).toEqual([]);
  });
});

test('a blind cell stands out from its neighbours more than they do from the card', () => {
  for (const palette of [LIGHT, DARK]) {
    const quiet = contrast(palette.ok.on, palette.card.on);
    for (const loud of [palette.denied.on, palette.failed.on]) {
      expect(contrast(loud, palette.card.on)).toBeGreaterThan(quiet * 1.5);
    }
  }
});

test('what is unknown has a colour of its own, which is neither that of good nor that of bad', () => {
  for (const { unknown, ok, denied, failed, nothing } of [LIGHT, DARK]) {
    expect([ok, denied, failed, nothing].map(({ on }) => on)).not.toContain(unknown.on);
  }
});
