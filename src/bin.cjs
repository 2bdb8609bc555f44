#!/usr/bin/env node
// Plain CommonJS on purpose: an older Node must be able to say that it is one.
require('./require-node.cjs');
void import('./main.ts');
