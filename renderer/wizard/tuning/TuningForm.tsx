/** The switches of the tuning, each with its reason, the values of two of them, and what all that writes. */
import type { ReactElement } from 'react';
import type { Suggestion, Tuning } from '../../../shared/set-up.ts';
import { Switch } from '../../ui/controls.tsx';
import { NumberField } from '../../ui/fields.tsx';
import { whatIsWritten } from '../tuning-words.ts';
import { wizardWords } from '../words.ts';

const text = wizardWords.tuning;

type OnOff = Exclude<keyof Tuning, 'nodeHeapMegabytes' | 'threadPool'>;
const SWITCHES: readonly OnOff[] = [
  'dockerPlatform',
  'pnpmHome',
  'homebrewPath',
  'caches',
  'startHook',
  'endHook',
  'shellProfile',
];
/** As the schema of the contract bounds them. */
const NUMBERS = {
  nodeHeapMegabytes: { min: 512, max: 1_048_576, usual: 4096 },
  threadPool: { min: 1, max: 1024, usual: 8 },
} as const;

interface Props {
  readonly tuning: Tuning;
  readonly suggestion: Pick<Suggestion, 'tuning' | 'why'> | null;
  readonly onChange: (patch: Partial<Tuning>) => void;
}

function NumberSwitch(props: Props & { name: keyof typeof NUMBERS }): ReactElement {
  const { name, tuning, suggestion } = props;
  const value = tuning[name];
  const { min, max, usual } = NUMBERS[name];
  const words = text.numbers[name];
  return (
    <div>
      <Switch
        label={text.names[name]}
        hint={suggestion?.why[name]}
        state={value === null ? 'off' : 'on'}
        onFlip={(to) => props.onChange({ [name]: to === 'on' ? (suggestion?.tuning[name] ?? usual) : null })}
      />
      {value === null ? null : (
        <NumberField
          label={words.label}
          unit={words.unit}
          value={value}
          min={min}
          max={max}
          outOfBounds={text.outOfBounds(min, max)}
          onNumber={(next) => props.onChange({ [name]: next })}
        />
      )}
    </div>
  );
}

function Written({ tuning }: { tuning: Tuning }): ReactElement {
  const files = whatIsWritten(tuning);
  return (
    <section aria-label={text.written}>
      <div className="section-head">
        <h2>{text.written}</h2>
      </div>
      <div className="card written">
        {files.length === 0 ? <p className="soft">{text.nothing}</p> : null}
        {files.map(({ where, lines }) => (
          <div key={where}>
            <p>{where}</p>
            <ul>
              {lines.map(({ code, text: said }) => (
                <li key={`${code} ${said}`}>
                  {code === null ? null : <code>{code}</code>} {said}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

/** Used by the set-up and by an adoption. */
export function TuningForm(props: Props): ReactElement {
  const { tuning, suggestion, onChange } = props;
  return (
    <>
      <div className="card group">
        <NumberSwitch {...props} name="nodeHeapMegabytes" />
        <NumberSwitch {...props} name="threadPool" />
        {SWITCHES.map((name) => (
          <Switch
            key={name}
            label={text.names[name]}
            hint={suggestion?.why[name]}
            state={tuning[name]}
            onFlip={(to) => onChange({ [name]: to })}
          />
        ))}
      </div>
      <Written tuning={tuning} />
    </>
  );
}
