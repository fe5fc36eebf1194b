import { formatValue, type Value } from '@infomin/plan';
import type { Range, Sample } from './samples.js';

/** A control for each parameter of the text that the sample says a range of. */
export class Sliders {
  /** What was changed, written as in a file. */
  set: Record<string, string> = {};
  private shown: { title: string; values: Record<string, string> } = { title: '', values: {} };

  constructor(
    private readonly form: HTMLElement,
    private readonly changed: () => void,
  ) {}

  /** Controls of the parameters, at what they were set to, else at their values. A change made by them leaves them in place. */
  show({ title, ranges }: Sample, params: Readonly<Record<string, Value>>): void {
    const known = Object.entries(params).filter(
      ([name, value]) =>
        Object.hasOwn(ranges, name) && ('values' in ranges[name]! || typeof value === 'number'),
    );
    const values = Object.fromEntries(
      known.map(([name, value]) => [name, this.set[name] ?? formatValue(value)]),
    );
    const shown = { title, values };
    if (JSON.stringify(shown) === JSON.stringify(this.shown)) return;
    this.shown = shown;
    this.form.replaceChildren(
      ...known.flatMap(([name, value]) => this.control(name, ranges[name]!, values[name]!, value)),
    );
  }

  private control(name: string, range: Range, text: string, value: Value): HTMLElement[] {
    const label = Object.assign(document.createElement('label'), {
      textContent: name,
      htmlFor: `set-${name}`,
    });
    const output = document.createElement('output');
    const numeric = !('values' in range);
    // What was set may be no number, in a link.
    const control = numeric
      ? slider(range, Number.isFinite(Number(text)) ? Number(text) : Number(value))
      : choice(range.values, text);
    control.id = label.htmlFor;
    output.value = numeric ? text : '';
    control.addEventListener('input', () => {
      if (numeric) output.value = control.value;
      this.set = { ...this.set, [name]: control.value };
      this.shown.values[name] = control.value;
      this.changed();
    });
    return [label, control, output];
  }
}

/** Wider and finer than the range where the value needs it. */
function slider({ min, max, step }: Exclude<Range, { values: unknown }>, value: number): HTMLInputElement {
  const input = document.createElement('input');
  const steps = (value - min) / step;
  const regular = Math.abs(steps - Math.round(steps)) < 1e-9;
  Object.assign(input, {
    type: 'range',
    min: Math.min(min, value),
    max: Math.max(max, value),
    step: regular ? step : Number.isInteger(value) ? 1 : 'any',
  });
  input.value = String(value);
  return input;
}

function choice(values: readonly string[], value: string): HTMLSelectElement {
  const select = document.createElement('select');
  const all = values.includes(value) ? values : [value, ...values];
  for (const each of all) select.append(new Option(each, each, false, each === value));
  return select;
}
