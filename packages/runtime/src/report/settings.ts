import {
  formatEntries,
  formatValue,
  isCall,
  type StagePlan,
  type TrialPlan,
  type Value,
} from '@infomin/plan';
import { escapeHtml } from './escape.js';

/** What a trial is made of, as its file would write it: datasets, models, views and terms, trainings, probes. */
export function trialSettings(trial: TrialPlan): string {
  const named = (list: readonly { readonly name: string; readonly call: Value }[]) =>
    list.map(({ name, call }) => [name, formatValue(call)] as const);
  const called = trial.nodes.flatMap((node) =>
    'call' in node ? [[node.name ?? node.id, formatValue(node.call)] as const] : [],
  );
  const groups = [
    ['Datasets', named(trial.datasets)],
    ['Models', named(trial.models)],
    ['Views and terms', [...new Map(called)]],
    ...trial.stages.map((stage) => [`Training ${stage.id}`, stageSettings(stage, trial)] as const),
    ['Probes', named(trial.probes)],
  ] as const;
  return groups
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows]) => `<section><h3>${escapeHtml(title)}</h3>${settingsTable(rows)}</section>`)
    .join('\n');
}

export function settingsTable(rows: readonly (readonly [name: string, value: string])[]): string {
  const lines = rows.map(
    ([name, value]) => `<tr><th>${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return `<table class="settings">${lines.join('\n')}</table>`;
}

function stageSettings(stage: StagePlan, { models, batches }: TrialPlan): [string, string][] {
  const modelOf = (id: string) => models.find((model) => model.id === id)?.name ?? id;
  const batchOf = (id: string) => batches.find((batch) => batch.id === id)?.name ?? id;
  const each = (value: unknown, nameOf: (id: string) => string): string =>
    typeof value === 'object' && value !== null && !isCall(value as Value)
      ? Object.entries(value)
          .map(([id, part]) => `${nameOf(id)}: ${formatValue(part as Value)}`)
          .join(', ')
      : formatValue(value as Value);
  const { min, max, epochs, steps, batch, optimizer, schedule, ratio, clip, floor, watch, every, stop } =
    stage;
  const rows: [string, string | undefined][] = [
    ['max', max.map(modelOf).join(', ')],
    ['min', min.map(modelOf).join(', ')],
    ['length', epochs === undefined ? `${steps} steps` : `${epochs} epochs`],
    ['rows a step', each(batch, batchOf)],
    ['optimizer', each(optimizer, modelOf)],
    ['schedule', schedule && each(schedule, modelOf)],
    ['ratio', min.length > 0 && max.length > 0 ? formatEntries(ratio) : undefined],
    ['clip', each(clip, modelOf)],
    ['floor', floor === undefined ? undefined : `${floor} nats`],
    ['watched', watch?.join(', ')],
    ['every', every && formatValue(every as Value)],
    ['stop', stop && formatValue(stop)],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}
