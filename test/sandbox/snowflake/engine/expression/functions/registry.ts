import { isTemporal } from '../../types/common-type.ts';
import { BOOLEAN } from '../../types/types.ts';
import { AGGREGATE } from './aggregate.ts';
import { CONDITIONAL } from './conditional.ts';
import { NUMERIC } from './number.ts';
import { PATTERN } from './pattern.ts';
import { SEMI_STRUCTURED } from './semi-structured.ts';
import { type Functions, scalar, special } from './signature.ts';
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
  // The session publishes its roles before it runs a query.
  IS_ROLE_IN_SESSION: scalar(
    'text',
    BOOLEAN,
    (role) => `list_contains(getvariable('CURRENT_ROLES'), ${role})`,
  ),
  // TRUNC cuts off decimals of a number, or the smaller parts of a date.
  TRUNC: special(1, 2, (args, site) => {
    const table = args[0] !== undefined && isTemporal(args[0].type) ? TEMPORAL.DATE_TRUNC : NUMERIC.TRUNCATE;
    if (table === undefined) throw new Error('TRUNC has nothing to call');
    return table.bind(args, site);
  }),
};
