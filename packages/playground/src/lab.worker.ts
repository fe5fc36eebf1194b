// Compiles, draws and trains, away from the page's own thread.

import { Gate } from './gate.js';
import { draw, run, views } from './lab.js';
import type { Ask, Tell } from './lab-messages.js';

const tell = (message: Tell) => self.postMessage(message);
const gate = new Gate();

self.onmessage = async ({ data }: MessageEvent<Ask>) => {
  if (!('text' in data)) return data.ask === 'pause' ? gate.close() : gate.open();
  try {
    const { text, set } = data;
    if (data.ask === 'draw') await draw(text, set, tell);
    else if (data.ask === 'views') await views(text, set, gate, tell);
    else await run(text, set, gate, tell);
  } catch (error) {
    const { message, suggestion } = error as Error & { suggestion?: string };
    tell({ tell: 'failed', message: suggestion ? `${message}. ${suggestion}` : message });
  }
  tell({ tell: 'done', ask: data.ask });
};
