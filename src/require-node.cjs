// Plain CommonJS on purpose: it must run, and explain itself, on any Node that npm happens to find.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `snowcensus needs Node 24 or newer, but this is Node ${process.versions.node} (${process.execPath}).\n` +
      'The dev dependency "node" brings Node 24 to npm scripts: start through `npm run`, after `npm ci`.\n' +
      'If `npm ci` ran with --ignore-scripts, `npm rebuild node` fetches what it left out.',
  );
  process.exit(1);
}
