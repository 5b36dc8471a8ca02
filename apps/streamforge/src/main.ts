#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import { commandLine } from './command-line.ts';

process.exitCode = await commandLine();
