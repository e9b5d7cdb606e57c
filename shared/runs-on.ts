/** What to write into a workflow so that its jobs come to a runner: the line to copy, and a small workflow to try it. */

/** What the runner adds by itself on a Mac with Apple silicon. */
export const AUTOMATIC_LABELS: readonly string[] = ['self-hosted', 'macOS', 'ARM64'];

/**
 * The labels worth asking for: the automatic ones and the first of its own, which by the wizard's choice is the chip.
 * The more labels a job asks for, the fewer runners may take it.
 * @param own without the automatic ones.
 */
export function labelsToAskFor(
  own: readonly string[],
  automatic: readonly string[] = AUTOMATIC_LABELS,
): readonly string[] {
  const known = new Set(automatic.map((label) => label.toLowerCase()));
  const first = own.find((label) => !known.has(label.toLowerCase()));
  return first === undefined ? automatic : [...automatic, first];
}

/** `[self-hosted, macOS, ARM64, M4]`, as YAML. */
export const runsOn = (labels: readonly string[]): string => `[${labels.map(scalar).join(', ')}]`;

/** `runs-on: [self-hosted, macOS, ARM64, M4]`: a job runs where all of them are. */
export const runsOnLine = (labels: readonly string[]): string => `runs-on: ${runsOn(labels)}`;

/** A workflow that is started by hand and prints what Mac it ran on. It needs no permission and no action of others. */
export function testWorkflow(labels: readonly string[]): string {
  return `name: Try the runner
on: workflow_dispatch
permissions: {}
jobs:
  hello:
    ${runsOnLine(labels)}
    timeout-minutes: 5
    steps:
      - name: What this Mac is
        run: |
          sw_vers
          sysctl -n machdep.cpu.brand_string hw.memsize hw.ncpu
          df -h "$GITHUB_WORKSPACE"
      - name: What jobs find here
        run: |
          echo "PATH=$PATH"
          echo "NODE_OPTIONS=\${NODE_OPTIONS:-not set}"
          for tool in git node pnpm gh docker; do
            printf '%s: ' "$tool"
            command -v "$tool" || echo 'not found'
          done
`;
}

/** Where a workflow goes in a repository. */
export const TEST_WORKFLOW_PATH = '.github/workflows/try-the-runner.yml';

/** What YAML 1.1 or 1.2 takes for something else than text. */
const RESERVED = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf)$/i;

/** A label as YAML reads it back: plain where nothing can be misread, else between double quotes. */
function scalar(label: string): string {
  const isPlain =
    (/^[A-Za-z_][\w.-]*$/.test(label) && !RESERVED.test(label)) ||
    // Text, unlike `16`, `1e3` or `0x10`.
    /^\d+gb$/i.test(label);
  return isPlain ? label : quoted(label);
}

/** JSON's escapes are YAML's; a sign outside ASCII that YAML takes for a line end is escaped too. */
function quoted(label: string): string {
  return JSON.stringify(label).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
