/**
 * Control characters but tab and line feed, what turns the direction of text, and what has no width: a terminal obeys them,
 * or a reader sees another text than there is. Joiners make one sign of several.
 */
const controls =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

/** A text of files, names or values as it may be shown: what would act on a terminal stands as `\u{1b}`. */
export function visible(text: string): string {
  return text.replace(controls, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
