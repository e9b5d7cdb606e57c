/** The button that goes on: what stands in its way, and what happens when it is pressed all the same. */
import { useEffect, useState } from 'react';
import type { Gate } from './gate.ts';
import { wizardWords } from './words.ts';

const text = wizardWords.gate;

export interface Continue {
  /** Why not yet; null: on it goes. */
  readonly reason: string | null;
  /** Whether it was pressed in vain. */
  readonly insists: boolean;
  readonly press: () => void;
  /** Something was changed, which may have put it right. */
  readonly onInput: () => void;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
}

const hasWrongField = (): boolean => document.querySelector('main [aria-invalid="true"]') !== null;

/** Puts the focus to what is missing on this page. */
function showMissing(): void {
  const missing = document.querySelector('main [aria-invalid="true"], main [data-missing]');
  if (missing instanceof HTMLElement) missing.focus();
}

/** Pressed while an answer is on its way, it goes on as soon as that is good. */
export function useContinue(gate: Gate, onward: () => void): Continue {
  const [pressed, setPressed] = useState<'no' | 'waiting' | 'in-vain' | 'wrong-field'>('no');
  useEffect(() => {
    if (pressed !== 'waiting' || gate.kind === 'wait') return;
    if (gate.kind === 'go') onward();
    else {
      setPressed('in-vain');
      showMissing();
    }
    // `onward` is new with each rendering and does the same.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [pressed, gate.kind]);

  const press = (): void => {
    switch (gate.kind) {
      case 'go':
        // What a field holds that is no answer yet is known to nobody but the field.
        if (!hasWrongField()) return onward();
        setPressed('wrong-field');
        return showMissing();
      case 'wait':
        return setPressed('waiting');
      case 'stay':
        setPressed('in-vain');
        return showMissing();
    }
  };
  return {
    reason:
      gate.kind === 'stay'
        ? gate.why
        : pressed === 'waiting'
          ? text.waiting
          : pressed === 'wrong-field'
            ? text.fix
            : null,
    insists: gate.kind === 'stay' ? pressed === 'in-vain' : pressed === 'wrong-field',
    press,
    onInput: () => {
      if (pressed === 'wrong-field') setPressed('no');
    },
    onKeyDown: (event) => {
      const { target, key, defaultPrevented } = event;
      if (key !== 'Enter' || defaultPrevented || !(target instanceof HTMLInputElement)) return;
      if (target.closest('form') === null) press();
    },
  };
}
