// Plain CommonJS on purpose: it must run, and explain itself, on any Node that npm happens to find.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `snowcensus needs Node 24 or newer, but this is Node ${process.versions.node}.\n` +
      'The dev dependency "node" brings it: run `npm ci` (without --ignore-scripts), or `npm rebuild node`,\n' +
      'and start everything through npm scripts, which prefer node_modules/.bin.',
  );
  process.exit(1);
}
