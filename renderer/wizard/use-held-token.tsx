/** A token that going on with an operation needs, where the one before was refused or is gone: asked for, never kept. */
import { useState, type ReactNode } from 'react';
import type { Operation } from '../../shared/operation.ts';
import type { Go } from '../ui/operation/use-flow.ts';
import { looksLikeToken } from './gate.ts';
import { RegistrationTokenField } from './github/RegistrationToken.tsx';
import { wizardWords } from './words.ts';

const WANT_TOKEN = new Set(['token-refused', 'login-needed', 'login-refused', 'no-permission']);

export interface HeldToken {
  readonly go: Go;
  /** Null: nothing is needed. */
  readonly asks: ReactNode;
}

/** A removal takes a remove token, everything else a registration token. */
export function useHeldToken(operation: Operation | null): HeldToken {
  const [token, setToken] = useState('');
  const wanted =
    operation?.offers.includes('continue') === true && WANT_TOKEN.has(operation.problem?.code ?? '');
  if (!wanted) return { go: {}, asks: null };
  const removes = operation.kind === 'remove';
  const given = looksLikeToken(token) ? token.trim() : null;
  return {
    go: given === null ? {} : removes ? { removeToken: given } : { registrationToken: given },
    asks: (
      <div className="card">
        <RegistrationTokenField
          label={removes ? wizardWords.remove.token : wizardWords.github.registrationField}
          token={token}
          onToken={setToken}
        />
      </div>
    ),
  };
}
