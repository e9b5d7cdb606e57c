// Runs a script with a Node that can (24 and up): this one, the person's own, or the one that npm installed.
// Plain JavaScript that Node 18 understands, for it has to run where the right Node is not yet there.
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode, howToGetNode, NEEDED, nodesToTry } from './find-node.mjs';

const machine = {
  root: dirname(dirname(fileURLToPath(import.meta.url))),
  platform: process.platform,
  arch: process.arch,
  running: process.execPath,
  npm: process.env['npm_node_execpath'],
};
const node = findNode(nodesToTry(machine));
if (node === null) {
  process.stderr.write(
    `Trackside needs Node ${NEEDED}; this is ${process.versions.node}. ${howToGetNode(machine)}\n`,
  );
  process.exit(1);
}

// Before 24.3 Node warned at every start that it reads TypeScript.
const options = ['--disable-warning=ExperimentalWarning'];
const child = spawn(node, [...options, ...process.argv.slice(2)], { stdio: 'inherit' });
/** @type {NodeJS.Signals[]} */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'];
for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
