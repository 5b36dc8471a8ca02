// Loaded before our TypeScript (node --require): keeps what Node makes of it in .cache/node, for this process and its threads.
// Without it every thread carries Node's type stripper in memory, and a start takes twice as long. Coverage needs the sources afresh.
const { enableCompileCache } = require('node:module');
const { join } = require('node:path');

if (process.env.NODE_V8_COVERAGE === undefined) {
  process.env.NODE_COMPILE_CACHE ??= join(__dirname, '..', '.cache', 'node');
  enableCompileCache(process.env.NODE_COMPILE_CACHE);
}
