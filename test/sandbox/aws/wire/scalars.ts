import type { Shape } from './shapes.ts';

type ScalarShape = Extract<Shape, { format: unknown }>;

/** The value a form parameter's text stands for, or undefined where it is not of the shape's type. */
export function readScalarText({ kind }: ScalarShape, text: string): unknown {
  if (kind === 'string') return text;
  if (kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (kind === 'number') return /^-?[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : undefined;
  if (kind === 'timestamp') return dateOf(text);
  return kind === 'blob' ? bytesOf(text) : undefined;
}

function dateOf(text: string): Date | undefined {
  const date = /^[0-9.]+$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Bytes of base 64, or undefined where the text is none. */
export function bytesOf(text: string): Uint8Array | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined;
}

/** Epoch seconds with the fraction AWS allows. */
export function epochSeconds(date: Date): number {
  return date.getTime() / 1000;
}
