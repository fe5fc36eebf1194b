/** Random trees, with every span empty, and random texts. */
import fc from 'fast-check';
import type { Argument, Entry, Expression, Name, NumberLiteral, TypeExpression } from '../src/ast.js';
import type { Declaration } from '../src/declarations/kinds.js';
import type { SourceFile } from '../src/file.js';
import { keywords } from '../src/keywords.js';

const span = { start: 0, end: 0 };

const word = fc.stringMatching(/^[a-zA-Z_λé][a-zA-Z0-9_λé]{0,7}$/).filter((text) => !keywords.includes(text));
const name: fc.Arbitrary<Name> = word.map((text) => ({ text, span }));
/** A name where keywords are ordinary names too. */
const key: fc.Arbitrary<Name> = fc.oneof(word, fc.constantFrom(...keywords)).map((text) => ({ text, span }));
const names = fc.array(name, { minLength: 1, maxLength: 3 });

const number: fc.Arbitrary<Expression> = fc
  .oneof(
    fc.nat().map(String),
    fc.nat({ max: 999 }).map((n) => `10_${n}`),
    fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `${a}.${b}`),
    fc
      .tuple(fc.nat({ max: 99 }), fc.constantFrom('e', 'E-', 'e+'), fc.nat({ max: 99 }))
      .map((parts) => parts.join('')),
  )
  .map((raw) => ({
    kind: 'number',
    raw,
    value: Number(raw.replaceAll('_', '')),
    integer: /^[\d_]+$/.test(raw),
    span,
  }));

const string = fc
  .string({ unit: 'binary', maxLength: 8 })
  .map((value) => ({ kind: 'string' as const, value, span }));

export const expression: fc.Arbitrary<Expression> = fc.letrec<{
  expression: Expression;
  entry: Entry;
  argument: Argument;
}>((tie) => ({
  entry: fc.record({ key, value: tie('expression'), span: fc.constant(span) }),
  argument: fc.record({
    name: fc.option(key, { nil: undefined }),
    value: tie('expression'),
    separator: fc.constantFrom<Argument['separator']>(',', ';'),
    span: fc.constant(span),
  }),
  expression: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    word.map((text): Expression => ({ kind: 'name', text, span })),
    number,
    string,
    fc.boolean().map((value): Expression => ({ kind: 'boolean', value, span })),
    key.map((symbol): Expression => ({ kind: 'symbol', name: symbol, span })),
    fc.array(tie('expression'), { maxLength: 4 }).map((items): Expression => ({ kind: 'list', items, span })),
    fc
      .array(tie('entry'), { maxLength: 3 })
      .map((entries): Expression => ({ kind: 'record', entries, span })),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([from, to]): Expression => ({ kind: 'range', from, to, span })),
    fc.tuple(tie('expression'), fc.array(tie('argument'), { maxLength: 3 })).map(
      ([callee, list]): Expression => ({
        kind: 'call',
        callee,
        arguments: list.map((argument, i) => (i === 0 ? { ...argument, separator: '' } : argument)),
        span,
      }),
    ),
    fc
      .tuple(tie('expression'), key)
      .map(([object, member]): Expression => ({ kind: 'member', object, member, span })),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([object, index]): Expression => ({ kind: 'index', object, index, span })),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([input, operation]): Expression => ({ kind: 'pipe', input, operation, span })),
    tie('expression').map((operation): Expression => {
      const input: Expression = { kind: 'input', span };
      return { kind: 'pipe', input, operation, span };
    }),
    fc
      .array(tie('expression'), { minLength: 2, maxLength: 3 })
      .map((items): Expression => ({ kind: 'tuple', items, span })),
    tie('expression').map((operand): Expression => ({ kind: 'negate', operand, span })),
    fc
      .tuple(fc.constantFrom<'+' | '-' | '*' | '/'>('+', '-', '*', '/'), tie('expression'), tie('expression'))
      .map(([operator, left, right]): Expression => ({ kind: 'binary', operator, left, right, span })),
    tie('expression').map((inner): Expression => ({ kind: 'parenthesized', inner, span })),
  ),
})).expression;

const type: fc.Arbitrary<TypeExpression | undefined> = fc.option(
  fc.record({
    kind: fc.constant('type' as const),
    name,
    dims: fc.option(
      fc.array(fc.record({ value: fc.oneof(fc.nat(), fc.constant('?' as const)), span: fc.constant(span) }), {
        minLength: 1,
        maxLength: 3,
      }),
      { nil: undefined },
    ),
    space: fc.option(fc.oneof(name, fc.constant({ text: '?', span })), { nil: undefined }),
    span: fc.constant(span),
  }),
  { nil: undefined },
);

const doc = fc.option(
  fc
    .array(
      fc.stringMatching(/^[ -~]{0,20}$/).map((text) => text.trim()),
      { minLength: 1, maxLength: 3 },
    )
    .map((lines) => lines.join('\n')),
  { nil: undefined },
);

const base = { span: fc.constant(span), doc };
const kind = <K extends string>(text: K): fc.Arbitrary<K> => fc.constant(text);

export const declaration: fc.Arbitrary<Declaration> = fc.oneof(
  fc.record({ ...base, kind: kind('use'), source: string }),
  fc.record({ ...base, kind: kind('import'), names, name: fc.constant(undefined), source: string }),
  fc.record({ ...base, kind: kind('import'), names: fc.constant([]), name, source: string }),
  fc.record({ ...base, kind: kind('param'), name, type, value: expression }),
  fc.record({ ...base, kind: kind('dataset'), name, value: expression }),
  fc.record({ ...base, kind: kind('batch'), name, source: expression }),
  fc.record({
    ...base,
    kind: kind('view'),
    names,
    tuple: fc.constant(true),
    draws: fc.constant(undefined),
    type,
    value: expression,
  }),
  fc.record({
    ...base,
    kind: kind('view'),
    names: name.map((one) => [one]),
    tuple: fc.constant(false),
    draws: fc.option(
      fc.oneof(
        number as fc.Arbitrary<NumberLiteral>,
        word.map((text) => ({ kind: 'name' as const, text, span })),
      ),
      { nil: undefined },
    ),
    type,
    value: expression,
  }),
  fc.record({
    ...base,
    kind: kind('model'),
    role: fc.constantFrom<'encoder' | 'generator' | 'head'>('encoder', 'generator', 'head'),
    name,
    value: expression,
  }),
  fc.record({
    ...base,
    kind: kind('objective'),
    name,
    sides: fc.array(
      fc.record({
        direction: fc.constantFrom<'min' | 'max'>('min', 'max'),
        models: names,
        span: fc.constant(span),
      }),
      { maxLength: 3 },
    ),
    value: expression,
  }),
  fc.record({
    ...base,
    kind: kind('train'),
    objective: name,
    as: fc.option(name, { nil: undefined }),
    entries: fc.array(fc.record({ key, value: expression, span: fc.constant(span) }), { maxLength: 4 }),
  }),
  fc.record({ ...base, kind: kind('probe'), name, value: expression }),
  fc.record({
    ...base,
    kind: kind('sweep'),
    params: names,
    tuple: fc.constant(true),
    values: expression,
  }),
  fc.record({
    ...base,
    kind: kind('sweep'),
    params: name.map((one) => [one]),
    tuple: fc.constant(false),
    values: expression,
  }),
  fc.record({ ...base, kind: kind('report'), title: string, value: expression }),
);

/** Files as a text can hold them: a doc comment above a `use` or `import` that opens the file is the file's. */
export const sourceFile: fc.Arbitrary<SourceFile> = fc
  .record({
    kind: kind('file'),
    doc,
    declarations: fc.array(declaration, { maxLength: 5 }),
    span: fc.constant(span),
  })
  .map((file) => {
    const [first, ...rest] = file.declarations;
    const opens = first?.kind === 'use' || first?.kind === 'import';
    if (!opens || file.doc !== undefined || first.doc === undefined) return file;
    return { ...file, declarations: [{ ...first, doc: undefined }, ...rest] };
  });

const pieces = [
  ...keywords,
  ...'x y f mnist 1 0.5 1e-3 10_000 12px "s" "a\\n" "open /*c*/ //line ///doc /*open'.split(' '),
  ...'|> .. . , ; : = ~ ? + - * / ( ) [ ] { } # § \\ | λ'.split(' '),
  ' ',
  '\n',
  '\n\n',
  '\r\n',
  '// line\n',
  '/// doc\n',
];

/** Tokens in any order, with or without space between. */
export const tokenSoup = fc
  .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom('', ' ', ' ', '\n')), { maxLength: 60 })
  .map((parts) => parts.flat().join(''));

/** A text with pieces of it cut out, doubled, or replaced by something else. */
export function mutated(texts: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat({ max: 12 }),
    fc.constantFrom('', ...pieces),
  );
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 6 }))
    .map(([text, edits]) => {
      let result = text;
      for (const [place, length, insert] of edits) {
        const at = Math.floor(place * result.length);
        result = result.slice(0, at) + insert + result.slice(at + length);
      }
      return result;
    });
}

/** Comments and line ends thrown between the tokens of a text, so that its meaning stays. */
export function strewn(texts: readonly string[]): fc.Arbitrary<string> {
  const trivia = fc.constantFrom(
    '/* c */',
    ' // c\n',
    '\n',
    '\n\n',
    '\n/// d\n',
    '\n// e\n\n',
    '/* d\n e */',
    '/**/ //x\n//y\n',
    '/*f*/',
    '/*g*/ /*h*/',
    '\n/*i*/\n',
  );
  const places = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), trivia), {
    minLength: 1,
    maxLength: 8,
  });
  return fc.tuple(fc.constantFrom(...texts), places).map(([text, list]) => {
    const gaps = [
      ...text.matchAll(/"[^"]*"|\/\/[^\n]*\n|\w+(?:\.\d+)?(?:e-?\d+)?|\.\.|\|>|[^\s\w]/g),
    ].flatMap(({ 0: token, index }) => [index, index + token.length]);
    const inserts = list
      .map(([place, insert]) => [gaps[Math.floor(place * (gaps.length - 1))] ?? 0, insert] as const)
      .sort(([a], [b]) => b - a);
    let result = text;
    for (const [at, insert] of inserts) result = result.slice(0, at) + insert + result.slice(at);
    return result;
  });
}
