/** One series of Prometheus's text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric as its HELP and TYPE lines declare it, with its samples. */
export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
};

/**
 * Reads the text format as strictly as its description: each metric declared once and before its samples, no series
 * twice, nothing that is not a number. Throws at the first line that is wrong.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function parseExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, Family & { samples: Sample[] }>();
  const series = new Set<string>();
  let help: RegExpExecArray | undefined;
  let current: (Family & { samples: Sample[] }) | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') continue;
    const declared = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line);
    if (declared?.[1] === 'HELP') {
      help = declared;
    } else if (declared) {
      const [, , name = '', type = ''] = declared;
      if (help?.[2] !== name) throw new Error(`no HELP right before: ${line}`);
      if (families.has(name) || !(type in SUFFIXES)) throw new Error(`declared wrongly: ${line}`);
      current = { name, type, help: help[3] ?? '', samples: [] };
      families.set(name, current);
    } else {
      const sample = sampleOf(line);
      const suffixes = SUFFIXES[current?.type ?? ''] ?? [];
      if (!suffixes.some((suffix) => sample.name === `${current?.name}${suffix}`)) {
        throw new Error(`not below its TYPE: ${line}`);
      }
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (series.has(key)) throw new Error(`twice: ${line}`);
      series.add(key);
      current?.samples.push(sample);
    }
  }
  return families;
}

function sampleOf(line: string): Sample {
  const found = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\+Inf|-Inf|NaN|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(line);
  if (!found) throw new Error(`no sample: ${line}`);
  const [, name = '', labels = '', value = ''] = found;
  return {
    name,
    labels: labelsOf(labels, line),
    value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value),
  };
}

function labelsOf(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let rest = text;
  while (rest !== '') {
    const found = /^([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/.exec(rest);
    if (!found || (found[1] ?? '') in labels) throw new Error(`labels: ${line}`);
    labels[found[1] ?? ''] = found[2] ?? '';
    rest = rest.slice(found[0].length);
  }
  return labels;
}
