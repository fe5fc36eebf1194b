/** Cyrillic and Greek letters that look like Latin ones, each before the one it looks like. */
const pairs =
  'аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwАAВBЕEЗ3КKМMНHОOРPСCТTУYХXЅSІIЈJοoνvαaιiκkρpυuΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX';

const latin: ReadonlyMap<string, string> = new Map(
  [...pairs].flatMap((letter, i, all) => (i % 2 === 0 ? [[letter, all[i + 1]!]] : [])),
);

const ascii = /^[ -~]*$/;

/** A name in the Latin letters and digits that it looks like. */
function inLatin(name: string): string {
  if (ascii.test(name)) return name;
  return [...name.normalize('NFKC')]
    .map((letter) => latin.get(letter) ?? (/\p{Nd}/u.test(letter) ? digit(letter) : letter))
    .join('');
}

/** The digits of every alphabet stand in a row, from 0 to 9. */
function digit(letter: string): string {
  const code = letter.codePointAt(0)!;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}

/** What tells two names apart that look alike; `undefined` where they do not. */
export function difference(name: string, other: string): string | undefined {
  if (name === other || inLatin(name) !== inLatin(other)) return undefined;
  const [here, there] = [[...name], [...other]];
  const at = here.findIndex((letter, i) => letter !== there[i]);
  return `they look alike, but one has ${code(here[at])} where the other has ${code(there[at])}`;
}

function code(letter: string | undefined): string {
  return letter === undefined
    ? 'nothing'
    : `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
