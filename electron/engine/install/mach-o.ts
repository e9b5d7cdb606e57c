/** For which kind of Mac a program is, by its first bytes (mach-o/loader.h, mach-o/fat.h, mach/machine.h). */

export type ProgramKind =
  | { readonly kind: 'mac'; readonly architectures: readonly ('arm64' | 'x64' | 'other')[] }
  | { readonly kind: 'script' }
  /** Linux's or Windows'. */
  | { readonly kind: 'other-system' }
  | { readonly kind: 'unknown' };

/** So much of a file is enough. */
export const PROGRAM_HEAD_BYTES = 4096;

const CPU_ARM64 = 0x0100000c;
const CPU_X86_64 = 0x01000007;
/** A Java class begins as a universal binary does; its version number stands where the count would be. */
const MOST_SLICES = 30;

export function programKind(head: Buffer): ProgramKind {
  if (head.length >= 2 && head.toString('latin1', 0, 2) === '#!') return { kind: 'script' };
  if (head.length >= 2 && head.toString('latin1', 0, 2) === 'MZ') return { kind: 'other-system' };
  if (head.length < 8) return { kind: 'unknown' };
  switch (head.readUInt32BE(0)) {
    case 0x7f454c46:
      return { kind: 'other-system' };
    case 0xcffaedfe:
    case 0xcefaedfe:
      return { kind: 'mac', architectures: [architectureOf(head.readUInt32LE(4))] };
    case 0xfeedfacf:
    case 0xfeedface:
      return { kind: 'mac', architectures: [architectureOf(head.readUInt32BE(4))] };
    case 0xcafebabe:
      return universal(head, 20);
    case 0xcafebabf:
      return universal(head, 32);
    default:
      return { kind: 'unknown' };
  }
}

function universal(head: Buffer, sliceBytes: number): ProgramKind {
  const count = head.readUInt32BE(4);
  if (count === 0 || count > MOST_SLICES || head.length < 8 + count * sliceBytes) return { kind: 'unknown' };
  const architectures = Array.from({ length: count }, (_, index) =>
    architectureOf(head.readUInt32BE(8 + index * sliceBytes)),
  );
  return { kind: 'mac', architectures };
}

function architectureOf(cpu: number): 'arm64' | 'x64' | 'other' {
  switch (cpu) {
    case CPU_ARM64:
      return 'arm64';
    case CPU_X86_64:
      return 'x64';
    default:
      return 'other';
  }
}
