/** Letters of Chinese, Japanese and Korean, but the half ones, and emoji. */
const wide =
  /^(?![\uff61-\uffdc])[\p{Script=Han}\p{Script=Hiragana}\p{scx=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uffe6]|\ufe0f/u;
const without = /^[\p{Mn}\p{Me}\p{Cf}]/u;

/** How many columns a text takes on a terminal; a tab counts as one. */
export function textWidth(text: string): number {
  if (/^[\t -~]*$/.test(text)) return text.length;
  const signs = new Intl.Segmenter('en').segment(text);
  const widths = Array.from(signs, ({ segment }) => {
    if (wide.test(segment)) return 2;
    return without.test(segment) ? 0 : 1;
  });
  return widths.reduce<number>((sum, width) => sum + width, 0);
}
