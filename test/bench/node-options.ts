import { connectorScript } from '../installation/connector-script.ts';

const SCRIPT = connectorScript('start');

/** The options that the product runs Node with, without what it requires and its entry point. */
export const NODE_OPTIONS: readonly string[] = SCRIPT.args.filter(
  (word) => word.startsWith('--') && word !== '--require',
);

/** What the product's environment tells the C library. */
export const NODE_ENVIRONMENT = SCRIPT.env;
