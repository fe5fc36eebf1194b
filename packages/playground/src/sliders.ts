import type { Value } from '@infomin/plan';
import type { Range, Sample } from './samples.js';

/** A control for each parameter of the text that the sample says a range of. */
export class Sliders {
  /** What was changed, written as in a file. */
  set: Record<string, string> = {};
  private shown = '';

  constructor(
    private readonly form: HTMLElement,
    private readonly changed: () => void,
  ) {}

  show(sample: Sample, params: Readonly<Record<string, Value>>): void {
    const names = Object.keys(params).filter((name) => name in sample.ranges);
    const state = JSON.stringify([sample.title, names.map((name) => [name, params[name]])]);
    if (this.shown === state) return;
    this.shown = state;
    this.form.replaceChildren(
      ...names.flatMap((name) => this.control(name, sample.ranges[name]!, params[name]!)),
    );
  }

  private control(name: string, range: Range, value: Value): HTMLElement[] {
    const label = Object.assign(document.createElement('label'), {
      textContent: name,
      htmlFor: `set-${name}`,
    });
    const output = document.createElement('output');
    const control =
      'values' in range
        ? choice(range.values, this.set[name])
        : slider(range, this.set[name] ?? String(value));
    control.id = label.htmlFor;
    const tell = () => {
      output.value = 'values' in range ? '' : control.value;
    };
    tell();
    control.addEventListener('input', () => {
      tell();
      this.set = { ...this.set, [name]: control.value };
      this.changed();
    });
    return [label, control, output];
  }
}

function slider(
  { min, max, step }: { min: number; max: number; step: number },
  value: string,
): HTMLInputElement {
  const input = document.createElement('input');
  Object.assign(input, { type: 'range', min, max, step });
  input.value = value;
  return input;
}

function choice(values: readonly string[], value = values[0]): HTMLSelectElement {
  const select = document.createElement('select');
  for (const each of values) select.append(new Option(each, each, false, each === value));
  return select;
}
