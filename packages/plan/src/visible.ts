/**
 * Control characters but tab and line feed, and what turns the direction of text: a terminal obeys them, and a reader sees
 * another text than there is.
 */
const controls =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A text of files, names or values as it may be shown: what would act on a terminal stands as `\u{1b}`. */
export function visible(text: string): string {
  return text.replace(controls, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
