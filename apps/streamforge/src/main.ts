#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import { enableCompileCache } from 'node:module';

// Half of the time to start goes into reading TypeScript; Node keeps the result, except where coverage is measured.
if (process.env['NODE_V8_COVERAGE'] === undefined) enableCompileCache();
const { commandLine } = await import('./command-line.ts');
process.exitCode = await commandLine();
