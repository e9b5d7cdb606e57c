/** A text that is meant to be taken elsewhere: a command, a code, a line of a workflow. */
import { useRef, useState, type ReactElement } from 'react';
import { words } from '../words.ts';
import { copyFrom } from './copy-from.ts';

/** `what` tells several buttons of one page apart: “Copy: the command for pnpm”. `block`: over several lines. */
export function Copyable(props: {
  value: string;
  what: string;
  shape?: 'line' | 'block' | 'large';
}): ReactElement {
  const { value, what, shape = 'line' } = props;
  const [copied, setCopied] = useState<string | null>(null);
  const text = useRef<HTMLElement>(null);
  const word = copied === value ? words.details.copied : words.details.copy;
  return (
    <div className={`copyable ${shape}`}>
      <code ref={text}>{value}</code>
      <button
        type="button"
        className="btn small"
        aria-label={`${word}: ${what}`}
        onClick={() => {
          if (text.current !== null && copyFrom(text.current, value)) setCopied(value);
        }}
      >
        <span aria-live="polite">{word}</span>
      </button>
    </div>
  );
}
