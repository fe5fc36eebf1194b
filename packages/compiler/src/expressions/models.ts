import { canonicalJson, modelsIn } from '@infomin/plan';
import { formatType, isOpen, isProblem, sameType, type Type } from '@infomin/plugin';
import { ask, declared, inferred } from '../arguments/defects.js';
import { symbolId } from '../files/module.js';
import { declaredAt } from '../files/names.js';
import type { Location } from '../text/source.js';
import { clause } from '../text/suggest.js';
import type { ModelEntry } from '../trial/resolved.js';
import type { Trial } from '../trial/trial.js';
import { elements, hasRoom, stateElements } from './room.js';
import { inSpace } from './spaces.js';

/** The type of a model applied to an input; checks that its weights are the same wherever it is applied. */
export function applyModel(
  trial: Trial,
  model: ModelEntry,
  input: Type,
  callee: Location,
  argument: Location,
): Type | undefined {
  const { bound, symbol } = model;
  if (isOpen(input) && input.kind !== 'Class') {
    trial.report(
      'IM4015',
      argument,
      { what: `\`${symbol.name}\``, type: formatType(input) },
      { suggestion: 'fix the size by an operation before it, such as a crop or a resize' },
    );
    return undefined;
  }
  // Of one input there is one answer.
  if (model.first !== undefined && sameType(model.first.input, input)) return model.first.output;
  // What it follows takes the same input, though it may be applied nowhere else.
  for (const id of modelsIn(bound.call.args)) {
    const followed = [...trial.models].find((symbol) => symbolId(symbol) === id);
    const entry = followed && trial.resolve(followed);
    if (entry === undefined || applyModel(trial, entry, input, callee, argument) === undefined)
      return undefined;
  }
  if (model.refused !== undefined && sameType(model.refused, input)) return undefined;
  const answer = ask(trial, bound, callee, 'infer', (signature) =>
    inferred(signature.infer(bound.args, input)),
  );
  if (answer === undefined) return undefined;
  if (isProblem(answer)) {
    const { problem: reason, suggestion, parameter } = answer;
    model.refused = input;
    const place = (parameter === undefined ? undefined : bound.places.get(parameter)) ?? argument;
    const related =
      place === argument ? declaredAt(symbol) : [{ message: 'it is applied here', at: argument }];
    trial.report(
      'IM4002',
      place,
      { model: symbol.name, reason },
      { suggestion: clause(suggestion), related },
    );
    return undefined;
  }
  const output = inSpace(answer, input);
  const state = ask(trial, bound, callee, 'state', (signature) =>
    declared(signature.state(bound.args, input)),
  );
  if (state === undefined) return undefined;
  const made = { source: symbol.module.source, span: symbol.declaration.value.span };
  if (!hasRoom(trial, stateElements(state), `the state of \`${symbol.name}\``, made)) return undefined;
  if (!hasRoom(trial, elements(output.dims), `a row of what \`${symbol.name}\` gives`, made))
    return undefined;
  if (model.first === undefined) {
    model.first = { input, output, state, at: argument };
  } else if (canonicalJson(model.first.state) !== canonicalJson(state)) {
    trial.report(
      'IM4013',
      argument,
      { model: symbol.name, first: formatType(model.first.input), second: formatType(input) },
      {
        suggestion:
          bringThere(model.first.input, input, argument) ??
          oneChannel(model.first.input, input, argument) ??
          'declare a model of its own for each input',
        related: [{ message: `\`${symbol.name}\` is applied first here`, at: model.first.at }],
      },
    );
    return undefined;
  }
  return output;
}

/** How a model of grey images comes to one of three channels. */
function oneChannel(first: Type, second: Type, { source, span }: Location): string | undefined {
  if (first.kind !== 'Image' || second.kind !== 'Image') return undefined;
  if (first.dims[2] !== 1 || second.dims[2] !== 3) return undefined;
  const text = source.text.slice(span.start, span.end);
  return `give it one channel, \`(${text} |> Grayscale(p: 1))[0]\`, or train it on images of 3`;
}

/** How to make an image as large as another, where nothing but their sizes differs. */
function bringThere(first: Type, second: Type, { source, span }: Location): string | undefined {
  const [height, width, channels] = first.dims;
  if (first.kind !== 'Image' || second.kind !== 'Image' || channels !== second.dims[2]) return undefined;
  if (height !== width) return undefined;
  const text = source.text.slice(span.start, span.end);
  const named = /^[\w.]+$/.test(text) ? `\`${text}\`` : 'it';
  return `bring ${named} to ${formatType(first)} first: \`|> Resize(${height})\``;
}
