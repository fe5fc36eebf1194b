import { chart, type Point, strokeOf } from './chart.js';
import type { Metric } from './lab-messages.js';

/** One quantity of a training of a trial. */
interface Line {
  readonly name: string;
  readonly quantity: string;
  readonly ceiling: number | null;
  readonly points: Point[];
}

/** What the steps of a run come to: a chart for each quantity, in it a line for each training of each trial. */
export class Curves {
  private readonly lines = new Map<string, Line>();
  private readonly steps: Pick<Metric, 'step' | 'loss' | 'mi'>[] = [];

  constructor(private readonly place: HTMLElement) {}

  clear(): void {
    this.lines.clear();
    this.steps.length = 0;
    delete this.place.dataset.steps;
    this.place.replaceChildren();
  }

  /** A step of a trial; `settings` is what tells the trial from others. */
  add({ stage, step, loss, mi, information, ceiling }: Metric, settings: string): void {
    this.steps.push({ step, loss, mi });
    this.place.dataset.steps = JSON.stringify(this.steps);
    const [quantity, y] = mi === null ? ['loss', loss] : [`${information}, nats`, mi];
    const name = settings === '' ? stage : `${stage}, ${settings}`;
    const key = `${quantity}: ${name}`;
    const line = this.lines.get(key) ?? { name, quantity, ceiling: mi === null ? null : ceiling, points: [] };
    this.lines.set(key, line);
    line.points.push({ x: step, y });
    const all = [...this.lines.values()];
    const quantities = [...new Set(all.map((each) => each.quantity))];
    this.place.replaceChildren(
      ...quantities.flatMap((of) =>
        drawn(
          of,
          all.filter((each) => each.quantity === of),
          all.length > 1,
        ),
      ),
    );
  }
}

function drawn(quantity: string, lines: readonly Line[], named: boolean): HTMLElement[] {
  const curve = document.createElement('div');
  curve.innerHTML = chart({
    title: `${quantity} by step`,
    x: 'step',
    y: quantity,
    series: lines.map(({ points }) => points),
    marks: [...new Set(lines.flatMap(({ ceiling }) => ceiling ?? []))].map((value) => ({
      name: `ceiling ${value.toFixed(2)}`,
      value,
    })),
  });
  return named ? [curve, legend(lines.map(({ name }) => name))] : [curve];
}

function legend(names: readonly string[]): HTMLElement {
  const list = Object.assign(document.createElement('ul'), { className: 'legend' });
  for (const [i, name] of names.entries()) {
    const item = document.createElement('li');
    item.innerHTML = `<svg viewBox="0 0 24 8" aria-hidden="true"><path class="value" style="${strokeOf(i)}" d="M0 4h24"/></svg>`;
    item.append(name);
    list.append(item);
  }
  return list;
}
