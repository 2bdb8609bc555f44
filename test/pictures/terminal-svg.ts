/** What a picture of a terminal is drawn with: one character's box, and the space around all. */
const CHARACTER = { width: 7.8, height: 17 };
const MARGIN = 16;

/** Colours of words that mean something; all else is plain. */
const COLOURS: readonly (readonly [RegExp, string])[] = [
  [/^[A-Z][A-Z ,:0-9]{6,}(?=$| {4})/g, '#8ab8f0'],
  [/█+/g, '#5fae7c'],
  [/✕+/g, '#f47a70'],
  [/!+(?=\s)/g, '#f4b740'],
  [/\(?planted[^)]*?\)?(?= {2}|$)/g, '#f4b740'],
];

/** Lines of a terminal as an SVG of its own, which asks for nothing from anywhere. */
export function terminalSvg(lines: readonly string[], columns: number): string {
  const width = Math.ceil(columns * CHARACTER.width + 2 * MARGIN);
  const height = lines.length * CHARACTER.height + 2 * MARGIN;
  const drawn = lines.map((line, index) => textLine(line, MARGIN + (index + 0.75) * CHARACTER.height));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="${width}" height="${height}" rx="8" fill="#121417"/>
<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="13" fill="#e4e6ea">
${drawn.filter((text) => text !== '').join('\n')}
</g>
</svg>
`;
}

interface Span {
  readonly from: number;
  readonly text: string;
  readonly colour: string | undefined;
}

/** Every span is placed by its own column, so that no font can shift what follows. */
function textLine(line: string, y: number): string {
  return spansOf(line)
    .map(({ from, text, colour }) => {
      const x = MARGIN + from * CHARACTER.width;
      const fill = colour === undefined ? '' : ` fill="${colour}"`;
      const length = (text.length * CHARACTER.width).toFixed(1);
      return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${fill}>${escaped(text)}</text>`;
    })
    .join('');
}

function spansOf(line: string): readonly Span[] {
  const marked = COLOURS.flatMap(([pattern, colour]) =>
    [...line.matchAll(pattern)].map((match) => ({ from: match.index, text: match[0], colour })),
  ).sort((a, b) => a.from - b.from);
  const spans: Span[] = [];
  let at = 0;
  for (const span of marked) {
    if (span.from < at) continue;
    spans.push({ from: at, text: line.slice(at, span.from), colour: undefined }, span);
    at = span.from + span.text.length;
  }
  return [...spans, { from: at, text: line.slice(at), colour: undefined }].flatMap(trimmed);
}

/** Several blanks in a row, and those at the ends, are left out by what draws the picture, which then widens the rest. */
function trimmed({ from, text, colour }: Span): readonly Span[] {
  return [...text.matchAll(/\S+(?: \S+)*/g)].map((match) => ({
    from: from + match.index,
    text: match[0],
    colour,
  }));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
