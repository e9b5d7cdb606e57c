/** Reads what tools print for `--version`. */
import type { ToolId } from '../../../../shared/set-up.ts';

const NUMBERS = String.raw`\d+(?:\.\d+)+`;
/** At a line's start: some tools print a warning first. */
const FORMS: Readonly<Record<Exclude<ToolId, 'xcode-tools'>, RegExp>> = {
  // git version 2.50.1 (Apple Git-155)
  git: new RegExp(`^git version (${NUMBERS})`, 'm'),
  // Homebrew 5.0.4-12-g0123456; “>=4.3.0 (shallow or no git repository)” is no version.
  homebrew: new RegExp(`^Homebrew (${NUMBERS})`, 'm'),
  node: new RegExp(`^v(${NUMBERS}(?:-[\\w.]+)?)\\s*$`, 'm'),
  pnpm: new RegExp(`^(${NUMBERS}(?:-[\\w.]+)?)\\s*$`, 'm'),
  // gh version 2.80.0 (2026-09-01)
  gh: new RegExp(`^gh version (${NUMBERS})`, 'm'),
  // Docker version 28.4.0, build d8eb465
  docker: new RegExp(`^Docker version (${NUMBERS})`, 'm'),
};

/** Null where the tool said something else. */
export function parseVersion(tool: Exclude<ToolId, 'xcode-tools'>, output: string): string | null {
  return FORMS[tool].exec(output)?.[1] ?? null;
}

/** `version: 26.1.0.0.1.1761104275` of `pkgutil --pkg-info`: the first two numbers are the release. */
export function parsePackageVersion(output: string): string | null {
  return /^version: (\d+\.\d+)(?:\.\d+)*\s*$/m.exec(output)?.[1] ?? null;
}

/** Xcode's own version, from its `version.plist`. */
export function parseXcodeVersion(text: string): string | null {
  return /<key>CFBundleShortVersionString<\/key>\s*<string>(\d+(?:\.\d+)*)<\/string>/.exec(text)?.[1] ?? null;
}
