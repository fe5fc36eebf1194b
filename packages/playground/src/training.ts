import type { TrialOutcome } from '@infomin/runtime/in-memory';
import { chart } from './chart.js';
import { foundOf } from './found.js';
import type { Ask, Metric, Settings, Tell } from './lab-messages.js';
import { figuresOf } from './pictures.js';

const at = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;

/** The panel that trains: a worker a run, which is ended to stop it. */
export class Training {
  private worker: Worker | undefined;
  private paused = false;
  private lines: Metric[] = [];
  private readonly outcomes: TrialOutcome[] = [];
  private readonly buttons = {
    run: at<HTMLButtonElement>('run'),
    pause: at<HTMLButtonElement>('pause'),
    stop: at<HTMLButtonElement>('stop'),
  };

  constructor(private readonly experiment: () => { text: string; set: Settings }) {
    this.buttons.run.onclick = () => this.run();
    this.buttons.pause.onclick = () => this.pause();
    this.buttons.stop.onclick = () => this.end('Stopped.');
  }

  /** Forgets what other texts came to. */
  forget(): void {
    this.outcomes.length = 0;
    at('found').replaceChildren();
  }

  private run(): void {
    this.end('');
    this.lines = [];
    for (const id of ['curve', 'seen', 'log']) at(id).replaceChildren();
    this.worker = new Worker(new URL('lab.worker.js', import.meta.url), { type: 'module' });
    this.worker.onmessage = ({ data }: MessageEvent<Tell>) => this.hear(data);
    this.worker.onerror = ({ message }) => this.end(`It broke: ${message}`, true);
    this.ask({ ask: 'run', ...this.experiment() });
    this.buttons.run.disabled = true;
    this.buttons.pause.disabled = this.buttons.stop.disabled = false;
    this.status('Compiling the training step…');
  }

  private ask(message: Ask): void {
    this.worker?.postMessage(message);
  }

  private pause(): void {
    this.paused = !this.paused;
    this.ask({ ask: this.paused ? 'pause' : 'go on' });
    this.buttons.pause.textContent = this.paused ? 'Go on' : 'Pause';
  }

  private end(text: string, failed = false): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.paused = false;
    this.buttons.pause.textContent = 'Pause';
    this.buttons.run.disabled = false;
    this.buttons.pause.disabled = this.buttons.stop.disabled = true;
    this.status(text, failed);
  }

  private status(text: string, failed = false): void {
    at('status').textContent = text;
    at('status').className = failed ? 'error' : '';
  }

  private hear(message: Tell): void {
    switch (message.tell) {
      case 'metric':
        this.lines.push(message.line);
        at('curve').dataset.steps = JSON.stringify(
          this.lines.map(({ step, loss, mi }) => ({ step, loss, mi })),
        );
        this.drawCurve();
        break;
      case 'progress': {
        const { step, steps, mi, information, ceiling, secondsLeft, loss } = message.event;
        const told =
          mi === undefined
            ? `loss ${loss.toFixed(3)}`
            : `${information} ${mi.toFixed(2)} of at most ${ceiling?.toFixed(2)} nats`;
        this.status(`Step ${step} of ${steps}: ${told}; about ${Math.ceil(secondsLeft)} s left.`);
        break;
      }
      case 'said': {
        const line = Object.assign(document.createElement('li'), { textContent: message.text });
        at('log').append(line);
        break;
      }
      case 'gallery':
        at('seen').replaceChildren(...figuresOf(message.gallery));
        break;
      case 'outcome':
        this.outcomes.push(message.outcome);
        at('found').replaceChildren(...foundOf(this.outcomes));
        break;
      case 'errors':
        this.end(message.messages.join('\n'), true);
        break;
      case 'failed':
        this.end(message.message, true);
        break;
      case 'done':
        if (this.worker)
          this.end('Done. Change a slider or the text and run again: results stay side by side.');
    }
  }

  private drawCurve(): void {
    const points = this.lines.map(({ step, mi, loss }) => ({ x: step, y: mi ?? loss }));
    const last = this.lines.at(-1)!;
    const y = last.mi === null ? 'loss' : 'I_NCE, nats';
    at('curve').innerHTML = chart({
      title: `${y} by step`,
      x: 'step',
      y,
      points,
      ceiling: last.ceiling ?? undefined,
    });
  }
}
