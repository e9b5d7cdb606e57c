#!/usr/bin/env node
// The `trackside` command, from any folder. Plain JavaScript for the same reason as with-node.mjs.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.argv.splice(2, 0, join(root, 'electron', 'cli.ts'));
await import('./with-node.mjs');
