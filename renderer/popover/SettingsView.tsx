/** The settings. Each takes effect at once; what cannot be set says so here. */
import type { ReactElement } from 'react';
import type { Input, ViewState } from '../../shared/contract.ts';
import { useEngine } from '../ui/engine-context.tsx';
import { Segments, Switch } from '../ui/controls.tsx';
import { Chevron } from '../ui/Chevron.tsx';
import { FailureMessage } from '../ui/Message.tsx';
import { useCommand } from '../ui/use-command.ts';
import { githubSentence, words } from '../words.ts';
import { ClientId } from './ClientId.tsx';
import { Folders } from './Folders.tsx';
import { Subpage } from './Subpage.tsx';
import { WizardButton } from './WizardButton.tsx';

const text = words.settings;

/** A page over the main one. */
export function SettingsView({ state, onBack }: { state: ViewState; onBack: () => void }): ReactElement {
  const engine = useEngine();
  const saving = useCommand();
  const quitting = useCommand();
  const { settings, app } = state;
  // A browser has no menu bar, no login item and no notifications of ours: a switch there would do nothing.
  const inApp = app.host === 'electron';
  const set = async (patch: Input<'settings.update'>): Promise<void> => {
    const reply = await saving.run('settings.update', patch);
    if (reply.ok) engine.confirmSettings(reply.value);
  };
  const onOff = (value: boolean): 'on' | 'off' => (value ? 'on' : 'off');
  return (
    <Subpage title={text.title} onBack={onBack}>
      <FailureMessage failure={saving.failure} />
      <div className="card group">
        {inApp ? (
          <Segments
            label={text.notifications}
            options={text.notificationChoices}
            value={settings.notifications}
            onChoose={(notifications) => void set({ notifications })}
          />
        ) : null}
        <Segments
          label={text.appearance}
          options={text.appearanceChoices}
          value={settings.appearance}
          onChoose={(appearance) => void set({ appearance })}
        />
      </div>
      <div className="card group">
        {inApp ? (
          <>
            <Switch
              label={text.startAtLogin}
              state={onOff(settings.startAtLogin)}
              onFlip={(to) => void set({ startAtLogin: to === 'on' })}
            />
            <Switch
              label={text.timeInMenuBar}
              state={onOff(settings.timeInMenuBar)}
              onFlip={(to) => void set({ timeInMenuBar: to === 'on' })}
            />
          </>
        ) : null}
        <Switch
          label={text.askGitHub}
          hint={githubSentence(state.github)}
          state={onOff(settings.askGitHub)}
          onFlip={(to) => void set({ askGitHub: to === 'on' })}
        />
      </div>
      {inApp ? null : <p className="aside">{text.onlyInApp}</p>}
      <Folders state={state} />
      <div className="card group">
        <div className="setting">
          <WizardButton wanted={{ view: 'set-up' }} className="btn wide">
            {Object.keys(state.runners).length === 0 ? words.wizard.setUp : words.wizard.setUpAnother}
          </WizardButton>
        </div>
      </div>
      <details className="card details">
        <summary>
          <Chevron />
          <span>{text.advanced}</span>
        </summary>
        <ClientId value={settings.deviceClientId} />
      </details>
      <div className="about">
        <span>{text.about(app.version)}</span>
        {inApp ? (
          <button
            type="button"
            className="btn small"
            title={text.quitHint}
            onClick={() => void quitting.run('app.quit', {})}
          >
            {text.quit}
          </button>
        ) : null}
      </div>
      <FailureMessage failure={quitting.failure} />
    </Subpage>
  );
}
