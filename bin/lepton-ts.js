#!/usr/bin/env node
// CommonJS, as package.json beside it says: Node starts it sooner.
const { enableCompileCache } = require('node:module');

// Node 22 and later keep compiled code on disk, which makes the next start quicker.
enableCompileCache?.();
const { main } = require('../dist/cli/main.js');
main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
