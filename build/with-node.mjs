// Runs a script with a Node that can (24 and up): this one, else the one that npm installed beside the project.
// Plain JavaScript that Node 18 understands, for it has to run where the right Node is not yet there.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packaged = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');

/** The absolute path of a Node that is new enough, or null. */
function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED) return process.execPath;
  return existsSync(packaged) ? packaged : null;
}

const node = findNode();
if (node === null) {
  const how = process.platform === 'darwin' ? 'brew install node@24' : 'npm install';
  process.stderr.write(
    `Trackside needs Node ${NEEDED}; this is ${process.versions.node}. One command gets it: ${how}\n`,
  );
  process.exit(1);
}

const child = spawn(node, process.argv.slice(2), { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
