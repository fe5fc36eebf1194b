import type { TrialOutcome } from '@infomin/runtime/in-memory';
import { Curves } from './curves.js';
import { foundOf } from './found.js';
import type { Ask, Settings, Tell, TrialHead } from './lab-messages.js';
import { figuresOf } from './pictures.js';

const at = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;

/** The panel that trains: a worker a run, which is ended to stop it. */
export class Training {
  private worker: Worker | undefined;
  private paused = false;
  private trial: TrialHead = { index: 0, trials: 1, settings: '' };
  private readonly curves = new Curves(at('curve'));
  private readonly outcomes: TrialOutcome[] = [];
  private readonly idle = at('status').textContent;
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

  /** Forgets what other texts came to, and ends what one is training. */
  forget(): void {
    this.end(this.idle);
    this.clear();
    this.outcomes.length = 0;
    at('found').replaceChildren();
  }

  private clear(): void {
    this.curves.clear();
    for (const id of ['seen', 'log']) at(id).replaceChildren();
  }

  private run(): void {
    this.end('');
    this.clear();
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
      case 'trial':
        this.trial = message.trial;
        break;
      case 'metric':
        this.curves.add(message.line, this.trial.settings);
        break;
      case 'progress': {
        const { step, steps, mi, information, ceiling, secondsLeft, loss } = message.event;
        const { index, trials, settings } = this.trial;
        const place = trials > 1 ? `Trial ${index + 1} of ${trials} (${settings}), step` : 'Step';
        const most = ceiling === undefined ? '' : ` of at most ${ceiling.toFixed(2)}`;
        const told =
          mi === undefined ? `loss ${loss.toFixed(3)}` : `${information} ${mi.toFixed(2)}${most} nats`;
        this.status(`${place} ${step} of ${steps}: ${told}; about ${Math.ceil(secondsLeft)} s left.`);
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
        this.end(message.messages.join('\n\n'), true);
        break;
      case 'failed':
        this.end(message.message, true);
        break;
      case 'done':
        if (this.worker)
          this.end('Done. Change a slider or the text and run again: results stay side by side.');
    }
  }
}
