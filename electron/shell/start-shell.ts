/** Puts the parts of the shell together around an engine. Needs a ready app. */
import { app, nativeTheme, powerMonitor, screen } from 'electron';
import type { WebContents } from 'electron';
import type { Input } from '../../shared/contract.ts';
import type { Operation } from '../../shared/operation.ts';
import type { EnginePort } from './engine-port.ts';
import { watchIcon } from './hidden-icon.ts';
import { serveViews } from './ipc.ts';
import { keepLoginItem } from './login-item.ts';
import type { LoginItem } from './login-item.ts';
import { menuItems } from './menu-items.ts';
import type { MenuAction } from './menu-items.ts';
import { buildMenu, setApplicationMenu } from './menu.ts';
import { notifyEndedJobs, notifyEndedOperations } from './notifications.ts';
import { placePopover } from './place-popover.ts';
import type { DisplayArea, Rectangle } from './place-popover.ts';
import { POPOVER_SIZE } from './places.ts';
import { createPopover } from './popover.ts';
import { servePages } from './protocol.ts';
import type { QuitGate } from './quit-gate.ts';
import { askToQuit } from './quit-question.ts';
import { denyPermissions } from './security.ts';
import { electronShell } from './shell-port.ts';
import { systemNotifier } from './system-notifier.ts';
import { createTray } from './tray.ts';
import { createWindows } from './windows.ts';

export interface ShellPlaces {
  /** Absolute: the built preload script, the built pages, the tray's images. */
  readonly preload: string;
  readonly pages: string;
  readonly icons: string;
}
export interface Shell {
  /** Another launch, or a click in the Dock: the way in that always works. */
  reopen(): void;
  /** Call when the settings are read: they and the login item are brought together, and the popover is made ahead. */
  engineStarted(): void;
  /** Puts the question on the window in which what is under way can be seen. */
  askToQuit(operation: Operation): Promise<'quit' | 'stay'>;
}

const KEEP_HIDDEN = 10 * 60_000;

export function startShell(
  engine: EnginePort,
  places: ShellPlaces,
  gate: Pick<QuitGate, 'isQuitting'>,
): Shell {
  const port = electronShell(
    (url) => engine.allowsLink(url),
    (wanted) => windows.showWizard(wanted),
  );
  const own = engine.connect(port);
  let icon: Rectangle | null = null;

  denyPermissions();
  servePages(places.pages);
  setApplicationMenu((action) => act(action));
  followAppearance(engine);

  const windows = createWindows({
    preload: places.preload,
    onMade: forwardPageErrors,
    isQuitting: () => gate.isQuitting(),
  });
  serveViews(() => engine.connect(port), windows.shown);

  const popover = createPopover({
    make: () => windows.makePopover(),
    place: () => placePopover(icon ?? tray.bounds(), displays(), POPOVER_SIZE),
    now: () => Date.now(),
    keepHidden: KEEP_HIDDEN,
  });
  const ask = <N extends 'runner.start' | 'runner.stop' | 'runner.restart' | 'runner.keep' | 'link.open'>(
    name: N,
    input: Input<N>,
  ): void => {
    void own.request(name, input).then((reply) => {
      if (reply.ok) engine.notice({ remove: 'menu-refused' });
      else {
        engine.notice({
          id: 'menu-refused',
          kind: 'news',
          severity: 'warning',
          title: reply.message,
          detail: reply.hint ?? '',
        });
      }
    });
  };
  const act = (action: MenuAction): void => {
    switch (action.kind) {
      case 'open':
        return open();
      case 'settings':
        open();
        return windows.showSettings();
      case 'wizard':
        return windows.showWizard({ view: 'set-up' });
      case 'quit':
        return app.quit();
      case 'link':
        return ask('link.open', { url: action.url });
      case 'keep':
        return ask('runner.keep', { runnerId: action.runnerId });
      case 'command':
        return command(action);
      default:
        return assertNever(action);
    }
  };
  const command = ({ command, runnerId, when }: Extract<MenuAction, { kind: 'command' }>): void => {
    if (command === 'start') return ask('runner.start', { runnerId });
    return ask(command === 'stop' ? 'runner.stop' : 'runner.restart', { runnerId, when });
  };

  const tray = createTray({
    engine,
    icons: places.icons,
    onPress: () => popover.press(),
    onClick: (bounds) => {
      icon = bounds;
      popover.toggle();
      icon = null;
    },
    menu: () => buildMenu(menuItems(engine.state()), act),
  });
  const watch = watchIcon(engine, { bounds: () => tray.bounds(), displays }, () => windows.showNormal());
  const open = (): void => {
    if (watch.look()) return windows.showNormal();
    popover.open();
  };
  watch.lookLater();
  const lookLater = (): void => watch.lookLater();
  screen.on('display-added', lookLater);
  screen.on('display-removed', lookLater);
  screen.on('display-metrics-changed', lookLater);
  powerMonitor.on('resume', lookLater);

  const notifier = systemNotifier();
  notifyEndedJobs(engine, notifier, (url) => (url === null ? open() : ask('link.open', { url })));
  notifyEndedOperations(engine, notifier, {
    isSeen: () => windows.isWizardSeen(),
    open: (operationId) => windows.showWizard({ view: 'operation', operationId }),
  });
  return {
    askToQuit: (operation) =>
      askToQuit(windows.wizardInFront({ view: 'operation', operationId: operation.id }), operation),
    reopen: () => {
      watch.look();
      windows.showNormal();
    },
    engineStarted: () => {
      keepLoginItem({
        engine,
        item: app.isPackaged ? LOGIN_ITEM : null,
        save: (startAtLogin) => own.request('settings.update', { startAtLogin }),
      });
      popover.warm();
    },
  };
}

const LOGIN_ITEM: LoginItem = {
  get: () => app.getLoginItemSettings(),
  set: (openAtLogin) => app.setLoginItemSettings({ openAtLogin }),
};

/** The primary display first: it is where a popover without an icon goes. */
function displays(): readonly DisplayArea[] {
  const primary = screen.getPrimaryDisplay();
  return [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)];
}

function followAppearance(engine: EnginePort): void {
  const follow = (): void => {
    const wanted = engine.state().settings.appearance;
    if (nativeTheme.themeSource !== wanted) nativeTheme.themeSource = wanted;
  };
  follow();
  engine.onChange(follow);
}

/** A page's own errors would otherwise be seen by nobody. */
function forwardPageErrors(contents: WebContents): void {
  contents.on('console-message', ({ level, message }) => {
    if (level === 'error') process.stderr.write(`Trackside, page: ${message.slice(0, 2000)}\n`);
  });
  contents.on('preload-error', (_event, _path, error) => {
    process.stderr.write(`Trackside, preload: ${error.message.slice(0, 2000)}\n`);
  });
}

function assertNever(action: never): never {
  throw new Error(`A menu action of no kind: ${JSON.stringify(action)}`);
}
