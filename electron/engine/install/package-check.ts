/** Whether what was unpacked is a runner for this kind of Mac (runner.md 2.1). */
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../jobs/file-errors.ts';
import { PROGRAM_HEAD_BYTES, programKind } from './mach-o.ts';

/** Without these nothing can be set up or run. */
const NEEDED = ['bin/Runner.Listener', 'config.sh', 'run.sh'];
const LISTENER = 'bin/Runner.Listener';
/** `externals/node20/bin/node` and its like, with which JavaScript actions run. */
const NODES = 'externals';

/** Null: it is one. Else why not, as it goes on after “because”. Rejects with what the file system says. */
export async function packageProblem(folder: string, architecture: 'arm64' | 'x64'): Promise<string | null> {
  for (const path of NEEDED) {
    if (!(await isFile(join(folder, path)))) return `it holds no ${path}`;
  }
  for (const path of [LISTENER, ...(await nodesOf(folder))]) {
    const problem = programProblem(await headOf(join(folder, path)), architecture);
    if (problem !== null) return problem;
  }
  return null;
}

function programProblem(head: Buffer, architecture: 'arm64' | 'x64'): string | null {
  const program = programKind(head);
  switch (program.kind) {
    case 'script':
      return null;
    case 'other-system':
      return 'it is for another system than macOS';
    case 'unknown':
      return 'the programs in it are none that a Mac runs';
    case 'mac':
      return program.architectures.includes(architecture)
        ? null
        : `it is for ${architecture === 'arm64' ? 'Intel Macs, and this one has Apple silicon' : 'Apple silicon, and this is wanted for Intel'}`;
  }
}

async function nodesOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, NODES)).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const paths = names.map((name) => join(NODES, name, 'bin', 'node'));
  const present = await Promise.all(paths.map((path) => isFile(join(folder, path))));
  return paths.filter((_, index) => present[index]);
}

/** Through links, too: none leads out of the folder. */
async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PROGRAM_HEAD_BYTES), 0, PROGRAM_HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
