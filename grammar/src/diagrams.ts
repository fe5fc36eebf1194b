/** Syntax diagrams, drawn from the grammar the parser runs on. */
import {
  Alternation,
  Alternative,
  type IProduction,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  type Rule,
  Terminal,
} from 'chevrotain';
import railroad from 'railroad-diagrams';
import { parser } from './grammar.js';
import { OpenString } from './tokens.js';

/** The diagram of one rule. */
export interface SyntaxDiagram {
  readonly rule: string;
  /** An `svg` element; names of rules in it link to `#rule`. Its looks are in `diagramStyle`. */
  readonly svg: string;
}

/** The style sheet the diagrams need. */
export const diagramStyle = `
svg.railroad-diagram path { stroke-width: 2; stroke: currentColor; fill: none; }
svg.railroad-diagram rect { stroke-width: 2; stroke: currentColor; fill: #dff3e4; }
svg.railroad-diagram a rect { fill: #e3ecfa; }
svg.railroad-diagram text { font: 14px ui-monospace, monospace; text-anchor: middle; fill: #111; }
`;

/** A diagram for each rule, in the order of the grammar. */
export function syntaxDiagrams(): SyntaxDiagram[] {
  const rules = Object.values(parser.getGAstProductions()).filter(({ name }) => !isInlined(name));
  return rules.map((rule) => ({ rule: rule.name, svg: draw(rule) }));
}

/** One HTML page with all diagrams, which needs nothing from anywhere else. */
export function syntaxDiagramPage(title = 'The syntax of infomin'): string {
  const diagrams = syntaxDiagrams();
  const links = diagrams.map(({ rule }) => `<a href="#${rule}">${rule}</a>`).join(' ');
  const sections = diagrams.map(
    ({ rule, svg }) => `<section>\n<h2 id="${rule}">${rule}</h2>\n${svg}</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
body { font-family: system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
section { overflow-x: auto; }
${diagramStyle}</style>
</head>
<body>
<h1>${title}</h1>
<nav>${links}</nav>
${sections.join('\n')}
</body>
</html>
`;
}

/** `string` is a rule only because a string may lack its end. */
function isInlined(rule: string): boolean {
  return rule === 'string';
}

function draw(rule: Rule): string {
  const svg = railroad.Diagram(sequence(rule.definition)).toString();
  // The boxes of rules are the ones with square corners.
  const boxes = /(<rect [^>]*height="22"><\/rect>\s*<text[^>]*>)(\w+)(<\/text>)/g;
  return svg.replace(boxes, (all, box: string, name: string, end: string) =>
    box.includes(' rx=') ? all : `<a href="#${name}">${box}${name}${end}</a>`,
  );
}

type Piece = ReturnType<typeof railroad.Sequence>;

function sequence(productions: readonly IProduction[]): Piece {
  const pieces = productions.map(piece);
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : railroad.Sequence(...pieces);
}

function piece(production: IProduction): Piece {
  if (production instanceof Terminal) {
    const { LABEL, name } = production.terminalType;
    const [first, ...others] = plainLabels(LABEL ?? name).map((label) => railroad.Terminal(label));
    return others.length > 0 ? railroad.Choice(0, first!, ...others) : first!;
  }
  if (production instanceof NonTerminal) {
    const name = production.nonTerminalName;
    return isInlined(name) ? railroad.Terminal('string') : railroad.NonTerminal(name);
  }
  if (production instanceof Option) return railroad.Optional(sequence(production.definition));
  if (production instanceof Repetition) return railroad.ZeroOrMore(sequence(production.definition));
  if (production instanceof RepetitionMandatory) return railroad.OneOrMore(sequence(production.definition));
  if (production instanceof Alternation) {
    const alternatives = production.definition.map(steps).filter((list) => !isOpenString(list));
    return railroad.Choice(0, ...alternatives.map(sequence));
  }
  throw new Error(`the grammar uses a construct that has no diagram: ${production.constructor.name}`);
}

function steps(production: IProduction): readonly IProduction[] {
  return production instanceof Alternative ? production.definition : [production];
}

function isOpenString([first]: readonly IProduction[]): boolean {
  return first instanceof Terminal && first.terminalType === OpenString;
}

/** `` `|>` `` → `|>`, `a name` → `name`, `` `a` or `b` `` → both */
function plainLabels(label: string): string[] {
  const written = [...label.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);
  return written.length > 0 ? written : [label.replace(/^an? /, '')];
}
