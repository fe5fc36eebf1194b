import type { Answer, Task } from './task.js';

/** A task with what was said of it. */
export interface TaskResult extends Omit<Task, 'sizes'> {
  readonly answers: readonly Answer[];
}

/** How an estimator did over tasks. */
export interface EstimatorSummary {
  readonly estimator: string;
  readonly tasks: number;
  /** Mean distance from the truth, nats, over all tasks. */
  readonly error: number;
  /** The same over those that it did not call unreliable; `null` for one that calls none. */
  readonly error_trusted: number | null;
  /** Tasks that it called unreliable. */
  readonly flagged: number | null;
  /** Share of those that it did not whose interval holds the truth; `null` for one that tells none. */
  readonly coverage: number | null;
  /** Tasks that it did not call unreliable and is off by more than half a nat. */
  readonly missed: readonly string[];
}

/** Nats that an estimate may be off without a word. */
const OFF = 0.5;

export function summaryOf(results: readonly TaskResult[]): EstimatorSummary[] {
  const names = [...new Set(results.flatMap(({ answers }) => answers.map(({ estimator }) => estimator)))];
  return names.map((estimator) => {
    const answers = results.flatMap(({ name, truth, answers }) =>
      answers
        .filter((answer) => answer.estimator === estimator)
        .map((answer) => ({ ...answer, name, truth, off: Math.abs(answer.value - truth) })),
    );
    const judges = answers.some(({ unreliable }) => unreliable !== undefined);
    const trusted = answers.filter(({ unreliable = [] }) => unreliable.length === 0);
    const held = trusted.filter(
      ({ interval, truth }) => interval && interval[0] <= truth && truth <= interval[1],
    );
    const mean = (of: typeof answers) => of.reduce((sum, { off }) => sum + off, 0) / of.length;
    return {
      estimator,
      tasks: answers.length,
      error: mean(answers),
      error_trusted: judges && trusted.length > 0 ? mean(trusted) : null,
      flagged: judges ? answers.length - trusted.length : null,
      coverage: trusted.some(({ interval }) => interval) ? held.length / trusted.length : null,
      // NaN is off, too.
      missed: trusted.filter(({ off }) => !(off <= OFF)).map(({ name }) => name),
    };
  });
}

/** Both as Markdown: estimators, then tasks; `*` marks what was called unreliable. */
export function tableOf(results: readonly TaskResult[]): string {
  const summary = summaryOf(results);
  const number = (value: number | null, decimals = 3) => (value === null ? '' : value.toFixed(decimals));
  const percent = (share: number | null) => (share === null ? '' : `${Math.round(100 * share)} %`);
  const names = summary.map(({ estimator }) => estimator);
  return [
    row(['estimator', 'tasks', 'error, nats', 'of trusted', 'unreliable', '90 % holds', 'off by .5 unsaid']),
    rule(7),
    ...summary.map((each) =>
      row([
        each.estimator,
        `${each.tasks}`,
        number(each.error),
        number(each.error_trusted),
        each.flagged === null ? '' : `${each.flagged}`,
        percent(each.coverage),
        `${each.missed.length}`,
      ]),
    ),
    '',
    row(['task', 'truth', ...names]),
    rule(2 + names.length),
    ...results.map(({ name, truth, answers }) =>
      row([
        name,
        number(truth, 2),
        ...names.map((estimator) => {
          const answer = answers.find((each) => each.estimator === estimator);
          return answer ? `${number(answer.value, 2)}${answer.unreliable?.length ? '*' : ''}` : '';
        }),
      ]),
    ),
    '',
  ].join('\n');
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const rule = (columns: number): string => `|${' --- |'.repeat(columns)}`;
