import { AGGREGATE } from './aggregate.ts';
import { CONDITIONAL } from './conditional.ts';
import { NUMERIC } from './number.ts';
import { PATTERN } from './pattern.ts';
import { SEMI_STRUCTURED } from './semi-structured.ts';
import type { Functions } from './signature.ts';
import { TEXTUAL } from './text.ts';
import { TEMPORAL } from './time.ts';
import { WINDOW } from './window.ts';

/** Every function the sandbox has; any other name is error 002140. */
export const FUNCTIONS: Functions = {
  ...CONDITIONAL,
  ...NUMERIC,
  ...TEXTUAL,
  ...PATTERN,
  ...TEMPORAL,
  ...SEMI_STRUCTURED,
  ...AGGREGATE,
  ...WINDOW,
};
