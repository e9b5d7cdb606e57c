/** The only thing a page gets: one frozen object with two functions. No events, no ipcRenderer, no Node. */
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, Push, Reply } from '../shared/contract.ts';
import { CALL_CHANNEL, PUSH_CHANNEL } from './shell/places.ts';

const bridge: Bridge = Object.freeze({
  request: (name: string, input: unknown): Promise<Reply<unknown>> =>
    ipcRenderer.invoke(CALL_CHANNEL, name, input),
  onPush: (listener: (push: Push) => void): (() => void) => {
    const relay = (_event: Electron.IpcRendererEvent, push: Push): void => listener(push);
    ipcRenderer.on(PUSH_CHANNEL, relay);
    return () => {
      ipcRenderer.off(PUSH_CHANNEL, relay);
    };
  },
});

contextBridge.exposeInMainWorld('trackside', bridge);
