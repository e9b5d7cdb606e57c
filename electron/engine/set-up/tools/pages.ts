/** The pages of the tools' makers, for where nothing shorter leads there. Trackside opens exactly these. */

export const TOOL_PAGES = {
  node: 'https://nodejs.org/en/download',
  gh: 'https://cli.github.com/',
  docker: 'https://docs.docker.com/desktop/setup/install/mac-install/',
  pnpm: 'https://pnpm.io/installation',
} as const;

const ALL: ReadonlySet<string> = new Set(Object.values(TOOL_PAGES));

export function isToolPage(url: string): boolean {
  return ALL.has(url);
}
