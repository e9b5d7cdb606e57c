/** The icon in the menu bar. Touches the system only when something to be seen has changed. */
import { join } from 'node:path';
import { Tray, nativeImage } from 'electron';
import type { NativeImage } from 'electron';
import type { EnginePort } from './engine-port.ts';
import type { Rectangle } from './place-popover.ts';
import { formatClock } from '../../shared/format.ts';
import { trayFace } from './tray-face.ts';
import type { TrayFace, TrayShape } from './tray-face.ts';

export interface TrayOptions {
  readonly engine: EnginePort;
  /** Directory of the built `…Template.png` and `…Template@2x.png`. */
  readonly icons: string;
  /** The mouse button has gone down on the icon; the click comes when it goes up again. macOS only. */
  readonly onPress: () => void;
  /** Left click, with the icon's rectangle. */
  readonly onClick: (icon: Rectangle) => void;
  /** Right click: the menu to show. */
  readonly menu: () => Electron.Menu;
}
export interface TrayIcon {
  bounds(): Rectangle;
  dispose(): void;
}

/** A fixed id keeps the icon's place in the menu bar across launches of a signed app (Electron, Tray). */
const ICON_ID = '4f1f3c52-6a0e-4c3b-9a57-1d9c1f0e7c21';

/** Needs a ready app. */
export function createTray(options: TrayOptions): TrayIcon {
  const { engine } = options;
  const images = new Map<TrayShape, NativeImage>();
  const image = (shape: TrayShape): NativeImage => {
    const made = images.get(shape) ?? nativeImage.createFromPath(join(options.icons, `${shape}Template.png`));
    images.set(shape, made);
    return made;
  };

  let face: TrayFace = trayFace(engine.state());
  let title = '';
  let ticking: NodeJS.Timeout | null = null;
  const tray =
    process.platform === 'darwin' ? new Tray(image(face.shape), ICON_ID) : new Tray(image(face.shape));
  tray.setToolTip(face.sentence);
  tray.setIgnoreDoubleClickEvents(true);
  // Not setContextMenu: on macOS it would swallow the left click.
  tray.on('mouse-down', () => options.onPress());
  tray.on('click', (_event, bounds) => options.onClick(bounds));
  tray.on('right-click', () => tray.popUpContextMenu(options.menu()));

  const showTime = (): void => {
    const text = face.since === null ? '' : formatClock(Date.now() - face.since);
    if (text === title) return;
    title = text;
    tray.setTitle(text, { fontType: 'monospacedDigit' });
  };
  const tickOnlyWhileTimed = (): void => {
    if (face.since !== null && ticking === null) ticking = setInterval(showTime, 1000);
    if (face.since === null && ticking !== null) {
      clearInterval(ticking);
      ticking = null;
    }
  };
  const show = (next: TrayFace): void => {
    const last = face;
    face = next;
    if (next.shape !== last.shape) tray.setImage(image(next.shape));
    if (next.sentence !== last.sentence) tray.setToolTip(next.sentence);
    tickOnlyWhileTimed();
    showTime();
  };
  show(face);
  const stop = engine.onChange((state) => show(trayFace(state)));

  return {
    bounds: () => tray.getBounds(),
    dispose: () => {
      stop();
      if (ticking !== null) clearInterval(ticking);
      tray.destroy();
    },
  };
}
