/** Markup that may be sent as it is: all that was inserted into it has been escaped. */
export interface Html {
  readonly markup: string;
}

/** Values that a template takes; undefined and false stand for nothing. */
export type Insertable = Html | string | number | undefined | false | readonly Insertable[];

/** The tag of templates that give {@link Html}. Text is escaped for element content and for quoted attributes. */
export function html(texts: TemplateStringsArray, ...values: readonly Insertable[]): Html {
  const pieces = texts.map((text, index) => text + (index < values.length ? markupOf(values[index]) : ''));
  return { markup: pieces.join('') };
}

/** Takes text as markup: only for text of our own, such as a style sheet. */
export function trusted(markup: string): Html {
  return { markup };
}

function markupOf(value: Insertable): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return 'markup' in value ? value.markup : value.map(markupOf).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
