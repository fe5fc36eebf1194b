/** Well-typed programs drawn from the signatures of plugins: which constructor takes what, the signatures themselves say. */
import { inSpace } from '../../packages/compiler/src/expressions/spaces.js';
import {
  isProblem,
  isTypeList,
  type ModelRole,
  Random,
  type Signature,
  type Type,
  type WeightSpecs,
} from '../../packages/plugin/src/index.js';
import { locationsIn } from '../../packages/plugin/src/schema.js';
import { type Draw, type DrawnCall, drawCall, pick } from './values.js';

interface Variable {
  readonly text: string;
  readonly type: Type;
}
type Of<K extends Signature['kind']> = Extract<Signature, { kind: K }>;

const tries = 60;

/**
 * The program of a seed: the same for the same signatures.
 *
 * @param keep writes a file of weights that fit a model, and gives its path
 */
export function randomProgram(
  seed: number,
  signatures: readonly Signature[],
  keep: (name: string, specs: WeightSpecs) => string,
): string {
  const random = Random.of(seed, 'program');
  return new Program(() => random.uniform(), signatures, keep).write();
}

class Program {
  private readonly lines: string[] = [];
  private swept = false;
  /** Rows of the split that is trained on, where the dataset says so. */
  private stated: number | undefined;
  private readonly among: readonly Signature[];

  constructor(
    private readonly draw: Draw,
    signatures: readonly Signature[],
    private readonly keep: (name: string, specs: WeightSpecs) => string,
  ) {
    // Ema names a model of the file and is written by hand; photos and the like need files.
    const readsFiles = ({ kind, parameters }: Signature) =>
      kind === 'dataset' && locationsIn(parameters).length > 0;
    const byHand = ['Ema', 'ColorfulMovingMnist'];
    this.among = signatures.filter((each) => !byHand.includes(each.name) && !readsFiles(each));
  }

  write(): string {
    const { columns, labels } = this.data();
    const shown = pick(this.draw, columns);
    const [one, other] = this.views(shown);
    const encoder = this.model('encoder', one.type);
    this.lines.push(`encoder f = ${encoder.call.text}`);
    const applied = (view: string): Variable => ({ text: `f(${view})`, type: encoder.type });
    const [a, b] = [applied(one.text), applied(other.text)];
    const features = [a, b];
    const more = [...this.drawn(one, other, encoder.type)];
    if (this.draw() < 0.5 || labels.length > 0) {
      const head = this.model('head', encoder.type);
      this.lines.push(`head h = ${head.call.text}`);
      features.push({ text: `h(${a.text})`, type: head.type }, { text: `h(${b.text})`, type: head.type });
    }
    const classes = labels[0]?.type.dims[0];
    if (classes !== undefined) {
      this.lines.push(`head c = Linear(dim: ${classes})`);
      features.push({ text: `c(${a.text})`, type: { kind: 'Vector', dims: [classes] } });
    }
    const informs = this.objective(features, [...more, ...labels, ...columns]);
    this.probe(shown, one.type, encoder.type);
    this.report(informs ? 'o.mi' : 'o.loss');
    return `${this.lines.join('\n')}\n`;
  }

  /** A dataset, what is seen of it, and its classes. */
  private data(): { columns: readonly Variable[]; labels: readonly Variable[] } {
    const { call, description } = this.until('dataset', (drawn) => {
      const found = (drawn.signature as Of<'dataset'>).describe(drawn.args);
      return isProblem(found) ? undefined : { call: drawn, description: found };
    });
    this.lines.push(`dataset d = ${call.text}`, 'batch b ~ d.train', 'batch e ~ d');
    this.stated = description.splits.train?.rows;
    // A column that takes arguments, as `b.future(share: …)`, is written by hand.
    const all = Object.entries(description.columns)
      .filter(([, { parameters }]) => parameters === undefined)
      .map(([name, { type }]) => ({ text: `b.${name}`, type }));
    const isLabel = ({ type }: Variable) => type.kind === 'Class';
    return { columns: all.filter((each) => !isLabel(each)), labels: all.filter(isLabel) };
  }

  /** Two views of one column, of one type. */
  private views(column: Variable): readonly [Variable, Variable] {
    const steps: string[] = [];
    let { type } = column;
    for (let length = Math.floor(this.draw() * 4); length > 0; length--) {
      const step = this.step(type);
      if (step === undefined) break;
      if (isTypeList(step.type)) {
        const names = step.type.map((_, i) => `v${i + 1}`);
        const chain = [column.text, ...steps, step.text].join(' |> ');
        this.lines.push(`view (${names.join(', ')}) = ${chain}`);
        return [
          { text: 'v1', type: step.type[0]! },
          { text: 'v2', type: step.type[1]! },
        ];
      }
      steps.push(step.text);
      type = step.type;
    }
    if (steps.length > 0 && this.draw() < 0.3) {
      const recipe = steps.map((step) => `|> ${step}`).join(' ');
      this.lines.push(`${pick(this.draw, ['view', 'param'])} aug = ${recipe}`);
      steps.splice(0, steps.length, 'aug');
    }
    const generated = type.kind === 'Image' && this.draw() < 0.15 ? this.generator(type) : undefined;
    const chain = [column.text, ...steps].join(' |> ');
    this.lines.push(`view v1 = ${chain}`, `view v2 = ${generated ? `g(${chain})` : chain}`);
    return [
      { text: 'v1', type },
      { text: 'v2', type: generated ?? type },
    ];
  }

  /** What only other operands of a term can be: gradients stopped, a model that follows f, several draws, a blend. */
  private *drawn(one: Variable, other: Variable, type: Type): Generator<Variable> {
    const of = (text: string): Variable => ({ text, type });
    if (this.draw() < 0.2) yield of(`stop(f(${other.text}))`);
    if (this.draw() < 0.2) {
      this.lines.push(`encoder k = Ema(f, momentum: ${pick(this.draw, ['0.9', '0.9..1'])})`);
      yield of(`k(${other.text})`);
    }
    if (this.draw() < 0.15 && one.type.kind === 'Image') {
      this.lines.push(`view s[3] = ${one.text} |> Noise(0.1)`);
      yield of('f(s)');
    }
    const blends = one.type.kind === 'Image' && JSON.stringify(one.type) === JSON.stringify(other.type);
    if (blends && this.draw() < 0.15) {
      this.lines.push(`view w = ${pick(this.draw, ['0.5 * v1 + 0.5 * v2', 'v1 - v2', '1 - v1'])}`);
      yield of('f(w)');
    }
  }

  private step(input: Type) {
    const fitting = this.among.filter((each) => each.kind === 'view');
    for (let attempt = 0; attempt < tries; attempt++) {
      const drawn = drawCall(pick(this.draw, fitting), this.draw, this.among);
      if (drawn === undefined) continue;
      const found = (drawn.signature as Of<'view'>).infer(drawn.args, input);
      if (isProblem(found)) continue;
      const type = isTypeList(found) ? found.map((each) => inSpace(each, input)) : inSpace(found, input);
      return { text: drawn.text, type };
    }
    return undefined;
  }

  private generator(input: Type): Type | undefined {
    const model = this.model('generator', input);
    if (JSON.stringify(model.type) !== JSON.stringify(input)) return undefined;
    this.lines.push(`generator g = ${model.call.text}`);
    return model.type;
  }

  private model(role: ModelRole, input: Type): { readonly call: DrawnCall; readonly type: Type } {
    return this.until(
      'model',
      (call) => {
        const signature = call.signature as Of<'model'>;
        const type = signature.infer(call.args, input);
        if (isProblem(type)) return undefined;
        if (!Object.hasOwn(signature.parameters.shape, 'weights') || this.draw() < 0.5) return { call, type };
        const path = this.keep(role, signature.state(call.args, input));
        const text = withArgument(call, `weights: ${JSON.stringify(path)}`);
        return { call: { ...call, text }, type };
      },
      (signature) => (signature as Of<'model'>).roles.includes(role),
    );
  }

  /** Whether the objective estimates information. */
  private objective(features: readonly Variable[], more: readonly Variable[]): boolean {
    const terms = Array.from({ length: this.draw() < 0.25 ? 2 : 1 }, () => this.term(features, more));
    const information = terms.every(({ informs }) => informs);
    const sign = information ? 'max' : 'min';
    const models = ['f', 'h', 'c'].filter((name) => terms.some(({ text }) => text.includes(`${name}(`)));
    const value = terms
      .map(({ text, informs }) => (informs && !information ? `-1 * ${text}` : text))
      .join(' + ');
    this.lines.push(`objective o = ${sign} ${models.join(', ')}: ${value}`);
    const optimizer = this.draw() < 0.15 ? this.sampled() : this.until('optimizer', (call) => call).text;
    const schedule = this.until('schedule', (call) => call);
    const rows = this.rows();
    this.lines.push(
      `train o { steps: 2, batch: ${rows}, optimizer: ${optimizer}, schedule: ${schedule.text} }`,
    );
    return terms.some(({ informs }) => informs);
  }

  /** An optimizer with a rate that is drawn, alone or with its decay. */
  private sampled(): string {
    const values = () =>
      this.until('sampling', (call) => {
        const found = (call.signature as Of<'sampling'>).sample(call.args, Random.of(0, 'sweep'));
        return isProblem(found) ? undefined : call.text;
      });
    this.lines.push('param rate = 0.1');
    if (this.draw() < 0.5) {
      this.lines.push(`sweep rate in ${values()}`);
      return 'Adam(lr: rate)';
    }
    this.lines.push('param decay = 0.1', `sweep (rate, decay) in (${values()}, ${values()})`);
    return 'AdamW(lr: rate, weightDecay: decay)';
  }

  /** Rows a batch: a number, one from a table, or one that is swept beside another. */
  private rows(): string {
    const [few, many] = [4, 8];
    const form = this.draw();
    if (form < 0.7) return String(pick(this.draw, [few, many]));
    if (form < 0.85) {
      this.lines.push('param small = true');
      return `{ true: ${few}, false: ${many} }[small]`;
    }
    this.swept = true;
    this.lines.push('param rows = 4', `sweep (rows, seed) in [(${few}, 0), (${many}, 1)]`);
    return 'rows';
  }

  /** A table or a curve of what a swept parameter changes. */
  private report(metric: string): void {
    if (!this.swept) return;
    const columns = pick(this.draw, [`[p, ${metric}]`, `[${metric}]`, '[p]']);
    const table = `Table(rows: rows, columns: ${columns})`;
    this.lines.push(`report "r" = ${pick(this.draw, [table, `Curve(x: ${metric}, y: p, along: rows)`])}`);
  }

  private term(features: readonly Variable[], more: readonly Variable[]) {
    return this.until('term', (call) => {
      const signature = call.signature as Of<'term'>;
      // The first operand depends on a model, or there is nothing to train.
      const operands = signature.operands.map((_, i) =>
        pick(this.draw, i === 0 ? features : [...features, ...more]),
      );
      const types = operands.map(({ type }) => type);
      if (signature.accepts(call.args, types, this.stated) !== true) return undefined;
      // What is remembered is of one variable.
      const room = signature.rowwise?.(call.args, this.stated)?.room;
      const remembers = Object.keys(signature.state?.(call.args, types, room) ?? {}).length > 0;
      if (remembers && operands.some(({ text }) => text === 'f(s)')) return undefined;
      const given = operands.map(({ text }) => text).join(`${signature.separator} `);
      return { text: withOperands(call, given), informs: signature.information };
    });
  }

  /** A probe of the features, of whole rows that are brought to where the encoder saw them. */
  private probe(shown: Variable, input: Type, features: Type): void {
    const column = shown.text.replace('b.', 'e.');
    const [height] = input.dims;
    const resized =
      input.kind === 'Image' && JSON.stringify(input.dims) !== JSON.stringify(shown.type.dims)
        ? `${column} |> Resize(${height})`
        : column;
    const variables: Variable[] = [
      { text: `f(${resized})`, type: features },
      { text: 'e.label', type: { kind: 'Class', dims: [10] } },
    ];
    const labelled = this.lines[0]!.includes('Textures');
    const found = this.until('probe', (call) => {
      const signature = call.signature as Of<'probe'>;
      const operands = signature.operands.map((_, i) =>
        i === 0 || !labelled ? variables[0]! : pick(this.draw, variables),
      );
      const metric = signature.infer(
        call.args,
        operands.map(({ type }) => type),
      );
      if (isProblem(metric)) return undefined;
      const texts = operands.map(({ text }, i) =>
        signature.operands[i]!.joined ? `concat(${text}, ${text})` : text,
      );
      return withOperands(call, texts.join(', '));
    });
    this.lines.push(`probe p = ${found}`);
  }

  /** Draws calls of a kind until one is fit. */
  private until<T>(
    kind: Signature['kind'],
    fit: (call: DrawnCall) => T | undefined,
    among: (signature: Signature) => boolean = () => true,
  ): T {
    const fitting = this.among.filter((signature) => signature.kind === kind && among(signature));
    for (let attempt = 0; attempt < 100 * tries; attempt++) {
      const call = drawCall(pick(this.draw, fitting), this.draw, this.among);
      const found = call && fit(call);
      if (found !== undefined) return found;
    }
    throw new Error(`no ${kind} fits in\n${this.lines.join('\n')}`);
  }
}

function withArgument({ text }: DrawnCall, argument: string): string {
  return text.replace(/\)$/, `, ${argument})`).replace('(, ', '(');
}

function withOperands({ text }: DrawnCall, operands: string): string {
  return text.replace('(', `(${operands}, `).replace(', )', ')');
}
