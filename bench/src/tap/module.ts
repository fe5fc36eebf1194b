import { type Engine, services } from '@infomin/plugin';
import { ContainerModule } from 'inversify';
import { parentLine } from './parent-line.js';
import { tapeVariable } from './protocol.js';
import { TapeWriter } from './tape.js';
import { TappedEngine } from './tapped-engine.js';

/** Taps the run's engine where a harness started the process; else the programs run as any others. */
export default new ContainerModule(({ onActivation }) => {
  onActivation<Engine>(services.engine, (_context, engine) => {
    if (process.send === undefined) return engine;
    const folder = process.env[tapeVariable];
    return new TappedEngine(engine, parentLine(), folder ? new TapeWriter(folder) : undefined);
  });
});
