/** What is found of tools, and how missing ones are had, as a view shows it. */
import { TOOL_IDS } from '../../../../shared/set-up.ts';
import type { ToolId, ToolReport } from '../../../../shared/set-up.ts';
import { asRemedy, wayToGet } from './remedy.ts';
import type { RemedyParts } from './remedy.ts';
import type { ToolSight } from './toolbox.ts';
import { shownPath, TOOL_WORDS } from './words.ts';

/** @param parts what was looked at. @param home of the person, shown as `~`. */
export async function toolReports(parts: RemedyParts, home: string): Promise<readonly ToolReport[]> {
  return Promise.all(
    TOOL_IDS.map(async (id): Promise<ToolReport> => ({
      id,
      name: nameOf(id, parts),
      purpose: TOOL_WORDS[id].purpose,
      state: stateOf(id, parts, home),
      remedy: asRemedy(await wayToGet(id, parts)),
    })),
  );
}

/** The whole of Xcode has its own version, which would be a wrong one for the small package. */
function nameOf(id: ToolId, { box }: RemedyParts): string {
  const { developer } = box;
  return id === 'xcode-tools' && developer.kind === 'found' && developer.product === 'xcode'
    ? 'Xcode and its command line tools'
    : TOOL_WORDS[id].name;
}

function stateOf(id: ToolId, parts: RemedyParts, home: string): ToolReport['state'] {
  const sight = parts.box.tools[id];
  switch (sight.kind) {
    case 'missing':
      return sight;
    case 'unknown':
      return { kind: 'unknown', why: sight.why };
    case 'found': {
      const note = noteOn(id, sight, parts);
      const found = { kind: 'found', version: sight.version, path: shownPath(home, sight.path) } as const;
      return note === null ? found : { ...found, note };
    }
  }
}

function noteOn(
  id: ToolId,
  sight: Extract<ToolSight, { readonly kind: 'found' }>,
  { appleSilicon }: RemedyParts,
): string | null {
  if (sight.fetched === 'when-used') return 'Corepack fetches it when a job first uses it.';
  if (id === 'homebrew' && appleSilicon === true && sight.path === '/usr/local/bin/brew') {
    return 'It is the one for Intel Macs: what it installed runs under Rosetta, slower.';
  }
  switch (sight.place) {
    case 'own':
    case 'shims':
      return 'A job finds it only if the runner’s PATH names this folder.';
    case 'usual':
    case 'system':
      return null;
  }
}
