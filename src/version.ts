import packageFile from '../package.json' with { type: 'json' };

/** Version of snowcensus, as package.json has it. */
export const VERSION: string = packageFile.version;
