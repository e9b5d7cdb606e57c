/** A button that opens the wizard on one of its views; what goes wrong is said under it. */
import type { ReactElement, ReactNode } from 'react';
import type { Input } from '../../shared/contract.ts';
import { useMirror } from '../ui/engine-context.tsx';
import { FailureMessage } from '../ui/Message.tsx';
import { useWizard } from '../ui/use-wizard.ts';

export function WizardButton(props: {
  wanted: Input<'app.openWizard'>;
  className: string;
  title?: string;
  children: ReactNode;
}): ReactElement {
  const wizard = useWizard();
  const away = useMirror((mirror) => mirror.connection === 'away');
  return (
    <>
      <button
        type="button"
        className={props.className}
        title={props.title}
        disabled={away}
        onClick={() => void wizard.open(props.wanted)}
      >
        {props.children}
      </button>
      <FailureMessage failure={wizard.failure} />
    </>
  );
}
