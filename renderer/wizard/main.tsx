/** The wizard's composition root: a line to the engine, the mirror of its state, the view. */
import { createRoot } from 'react-dom/client';
import { createEngine, windowVisibility } from '../engine.ts';
import { openLine } from '../transport.ts';
import { EngineProvider } from '../ui/engine-context.tsx';
import { App } from './App.tsx';
import './wizard.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has lost its #root');

const line = openLine(window);
const engine = createEngine(line, windowVisibility(document, line));
createRoot(root).render(
  <EngineProvider engine={engine}>
    <App />
  </EngineProvider>,
);
