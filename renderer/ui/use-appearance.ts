/** Light or dark, where the person has chosen one. */
import { useEffect } from 'react';
import { useView } from './engine-context.tsx';

/** Appearance takes effect on the document, where the style sheet looks for it. */
export function useAppearance(): void {
  const appearance = useView((state) => state.settings.appearance);
  useEffect(() => {
    if (appearance === null || appearance === 'system') delete document.documentElement.dataset['appearance'];
    else document.documentElement.dataset['appearance'] = appearance;
  }, [appearance]);
}
