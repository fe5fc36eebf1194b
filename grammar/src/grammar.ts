/** The one lexer and the one parser, made when this module is loaded. */
import { createMessages } from './messages.js';
import { InfominParser } from './parser.js';
import { createLexer } from './tokens.js';

export const lexer = createLexer();
export const messages = createMessages(() => parser.countError());
export const parser: InfominParser = new InfominParser(messages);
