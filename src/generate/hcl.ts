/** A block with its lines indented: `head { … }`. */
export function block(head: string, lines: readonly string[]): string {
  const body = lines
    .flatMap((line) => line.trimEnd().split('\n'))
    .map((line) => (line === '' ? '\n' : `  ${line}\n`));
  return `${head} {\n${body.join('')}}\n`;
}

/** A text in HCL: JSON's escapes are HCL's, but for the two marks that begin an expression. */
export function hclString(text: string): string {
  return JSON.stringify(text).replaceAll(EXPRESSION, (mark) => mark.charAt(0) + mark);
}

/** JSON as an expression that gives its text: objects and lists of JSON are objects and lists of HCL. */
export function jsonText(value: object): string {
  const json = JSON.stringify(value, undefined, 2).replaceAll(EXPRESSION, (mark) => mark.charAt(0) + mark);
  return `jsonencode(${json})`;
}

const EXPRESSION = /[$%]\{/g;
