import { parse, type Span } from '@infomin/grammar';

/** A piece of a file with blanks in the place of its comments. */
export function withoutComments(text: string): string {
  const blank = (before: string, { start, end }: Span) =>
    before.slice(0, start) + ' '.repeat(end - start) + before.slice(end);
  return parse(text).comments.reduce((before, { span }) => blank(before, span), text);
}
