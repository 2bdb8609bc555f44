import packageFile from '../../package.json' with { type: 'json' };

/** The options that the product runs Node with, without its entry point. */
export const NODE_OPTIONS: readonly string[] = packageFile.scripts.start
  .split(' ')
  .filter((word) => /^--[a-z-]+=\d+$/.test(word));
