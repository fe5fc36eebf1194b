/** Generated inputs, each a function of a seed and its number, so that one can be made again. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue } from '@infomin/compiler';
import { Random } from '@infomin/plugin';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Every program of the repository that a test or an explanation has, by file name or number. */
export async function programs() {
  const folders = ['examples', 'grammar/test', 'packages/compiler/test/cases'];
  const files = folders
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap(filesIn)
    .filter((file) => file.endsWith('.infomin'));
  const texts = files.sort().map((file) => [basename(file), readFileSync(file, 'utf8')]);
  const examples = (await catalogue()).map(({ code, example }) => [`${code}.infomin`, example]);
  return Object.fromEntries([...texts, ...examples.filter(([, text]) => text.length < 20_000)]);
}

/** Links are not followed: those of packages lead in circles. */
function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() && entry.name !== 'node_modules' ? filesIn(path) : [path];
  });
}

/** Words, numbers, strings, comments, marks and white space of a text. */
function pieces(text) {
  return text.match(/\s+|"[^"\n]*"?|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[\w.]*\w|\|>|\.\.|[^\w\s]/g) ?? [];
}

const odd = [
  ...'( ) [ ] { } , ; : = ~ . .. |> + - * / ? " /* */ // /// \\ # § λ 🎲 \0 \u2028 \ufeff \ud800'.split(' '),
  ...'0 1 -1 1e999 99999999999999999999 0x1 12px .5 5. 1..2 1..2..3 1_0 __proto__ constructor toString'.split(
    ' ',
  ),
  ...'use import from param dataset batch view encoder generator head objective min max train probe sweep'.split(
    ' ',
  ),
  ...'in report true false seed env concat'.split(' '),
  '\n',
  '\r\n',
  '\t',
];

/** The families of inputs, each from a generator and the programs. */
const families = {
  /** Bytes, read as UTF-8 (what is no character becomes U+FFFD), some of them only printable ones. */
  bytes(random) {
    const printable = random.int(2) === 0;
    const bytes = new Uint8Array(1 + random.int(1 << (1 + random.int(10))));
    for (let i = 0; i < bytes.length; i++) bytes[i] = printable ? 32 + random.int(95) : random.int(256);
    return new TextDecoder().decode(bytes);
  },
  /** Tokens of the language and of the programs in any order. */
  tokens(random, corpus) {
    const parts = [];
    for (let n = random.int(1 << (1 + random.int(8))); n >= 0; n--) {
      const from = corpus.pieces[random.int(corpus.pieces.length)];
      parts.push(random.int(3) === 0 ? odd[random.int(odd.length)] : (from[random.int(from.length)] ?? ''));
      if (random.int(2) === 0) parts.push(' ');
    }
    return parts.join('');
  },
  /** A program with tokens taken away, doubled, swapped, put in, replaced by others, or its rest cut off. */
  mutated(random, corpus) {
    const text = [...corpus.pieces[random.int(corpus.pieces.length)]];
    for (let edits = 1 + random.int(6); edits > 0 && text.length > 0; edits--) {
      const at = random.int(text.length);
      const other = corpus.pieces[random.int(corpus.pieces.length)];
      const foreign =
        random.int(3) === 0 ? odd[random.int(odd.length)] : (other[random.int(other.length)] ?? '(');
      const end = at + 1 + random.int(8);
      const edit = random.int(7);
      if (edit === 0) text.splice(at, end - at);
      else if (edit === 1) text.splice(at, 0, ...text.slice(at, end));
      else if (edit === 2) text.splice(at, 1, foreign);
      else if (edit === 3) text.splice(at, 0, foreign);
      else if (edit === 4) text.splice(at, 0, ...other.slice(0, 40));
      else if (edit === 5) [text[at], text[end % text.length]] = [text[end % text.length], text[at]];
      else if (random.int(4) === 0) text.length = at;
    }
    return text.join('');
  },
};

const shares = ['bytes', 'tokens', 'tokens', 'mutated', 'mutated'];

/** A generator of inputs: `input(i)` gives its family and its text. */
export async function inputs(seed) {
  const files = await programs();
  const corpus = {
    pieces: Object.values(files)
      .map(pieces)
      .filter((list) => list.length > 0),
  };
  const base = Random.of(seed, 'fuzz');
  return {
    files,
    input(i) {
      const family = shares[i % shares.length];
      return { family, text: families[family](base.at(i), corpus) };
    },
  };
}
