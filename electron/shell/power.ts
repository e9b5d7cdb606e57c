/** The machine's power events and memory, as Electron tells them. */
import { powerMonitor } from 'electron';
import type { ThermalState } from '../../shared/domain.ts';
import type { PowerEvents } from '../engine/host/host.ts';

/** Needs a ready app. `thermal` is null where the system does not say. */
export function electronPower(): PowerEvents {
  return {
    thermal: () => (process.platform === 'darwin' ? known(powerMonitor.getCurrentThermalState()) : null),
    onChange: (listener) => {
      const suspend = (): void => listener('suspend');
      const resume = (): void => listener('resume');
      const thermal = (): void => listener('thermal');
      powerMonitor.on('suspend', suspend);
      powerMonitor.on('resume', resume);
      powerMonitor.on('thermal-state-change', thermal);
      return () => {
        powerMonitor.off('suspend', suspend);
        powerMonitor.off('resume', resume);
        powerMonitor.off('thermal-state-change', thermal);
      };
    },
  };
}

function known(state: ThermalState | 'unknown'): ThermalState | null {
  return state === 'unknown' ? null : state;
}
