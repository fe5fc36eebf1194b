/** What must hold for any text. */
import { compile, formatDiagnostic, memoryHost } from '@infomin/compiler';
import { format, nextTokens, parse, problemText } from '@infomin/grammar';
import core from '@infomin/plugin-core';
import datasets from '@infomin/plugin-datasets';
import probes from '@infomin/plugin-probes';
import vision from '@infomin/plugin-vision';

const plugins = Object.fromEntries(
  [core, datasets, probes, vision].map((plugin) => [plugin.name, { default: plugin }]),
);

function law(holds, name) {
  if (!holds) throw new Error(`broken law: ${name}`);
}

/** Whether a message is free of unfilled holes and values that were never meant to be shown (but in the text itself). */
function saysNothingWrong(message, text) {
  return (message.match(/\{[a-z]+\}|undefined|NaN|\[object/g) ?? []).every((word) => text.includes(word));
}

/** A tree as JSON, without its spans. */
const meaning = ({ file }) => JSON.stringify(file, (key, value) => (key === 'span' ? undefined : value));

function checkSpans(node, start, end) {
  if (typeof node !== 'object' || node === null) return;
  const span = node.span ?? { start, end };
  law(span.start >= start && span.end <= end && span.start <= span.end, 'a span lies in the one around it');
  for (const [key, child] of Object.entries(node))
    if (key !== 'span') checkSpans(child, span.start, span.end);
}

/** Parsing gives a tree; formatting keeps its meaning and is done once; completion answers. */
export function checkSyntax(text, place) {
  const result = parse(text);
  checkSpans(result.file, 0, text.length);
  for (const problem of result.problems) {
    const { span } = problem;
    const message = problemText(problem);
    law(span.start >= 0 && span.start <= span.end && span.end <= text.length, 'a problem lies in the text');
    law(saysNothingWrong(message, text), `a message has no holes: ${message}`);
  }
  nextTokens(text, place % (text.length + 1));
  const formatted = format(text).text;
  if (result.problems.length > 0) return;
  const again = parse(formatted);
  law(again.problems.length === 0, 'a formatted text has no problems');
  // Line ends inside comments become `\n`.
  law(
    meaning(again) === meaning(parse(text.replace(/\r\n?/g, '\n'))),
    'a formatted text has the same meaning',
  );
  law(format(formatted).text === formatted, 'formatting twice changes nothing');
}

/** Compiling gives a plan or errors, each with a place in the text. */
export async function checkMeaning(text, files) {
  const host = memoryHost({ files: { ...files, 'case.infomin': text }, plugins });
  const { diagnostics, plan, sources } = await compile('case.infomin', host);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  law((plan === undefined) === errors.length > 0, 'a plan, or errors');
  for (const diagnostic of diagnostics) {
    const { start, end, message, suggestion = '', related = [] } = diagnostic;
    law(
      end.line > start.line || (end.line === start.line && end.column >= start.column),
      'places are in order',
    );
    for (const words of [message, suggestion, ...related.map((place) => place.message)]) {
      law(
        !/(?<!\\u)\{[a-z]+\}|undefined|NaN|\[object/.test(words) || /undefined|NaN|\[object|\{/.test(text),
        `no holes: ${words}`,
      );
    }
    formatDiagnostic(diagnostic, sources);
  }
  if (plan !== undefined)
    law(JSON.stringify(plan) === JSON.stringify(structuredClone(plan)), 'a plan is JSON');
}
