import { describe, expect, it } from 'vitest';
import { plugins } from '../../test/plugins.js';
import { compile } from '../compile/compile.js';
import { memoryHost } from '../host/memory-host.js';
import { formatDiagnostic } from './format.js';

const compiled = (text: string) =>
  compile('case.infomin', memoryHost({ files: { 'case.infomin': text }, plugins }));

describe('formatting for people', () => {
  it('shows the line, carets, related places and the suggestion', async () => {
    const { diagnostics, sources } = await compiled('param size = 20\n\tparam size = 24');
    const error = diagnostics.find(({ code }) => code === 'IM2002')!;
    expect(formatDiagnostic(error, sources)).toBe(
      [
        'error[IM2002]: `size` is declared twice',
        '  --> case.infomin:2:8',
        '   |',
        ' 2 | \tparam size = 24',
        '   | \t      ^^^^',
        '  note: first declared here',
        '  --> case.infomin:1:7',
        '   |',
        ' 1 | param size = 20',
        '   |       ----',
      ].join('\n'),
    );
    expect(formatDiagnostic(error, sources, { color: true })).toContain('\u001b[');
  });

  it('marks the place below letters that are two columns wide', async () => {
    const { diagnostics, sources } = await compiled('/* 数 */ dataset 数据 = Mnst("数据")');
    const [, , , line, marks] = formatDiagnostic(diagnostics[0]!, sources).split('\n');
    expect(line).toBe(' 1 | /* 数 */ dataset 数据 = Mnst("数据")');
    const wide = '数数据'.length;
    expect(marks).toBe(`   | ${' '.repeat(line!.indexOf('Mnst') - 5 + wide)}^^^^`);
  });

  it('names a file that has no text', async () => {
    const { diagnostics, sources } = await compile('none.infomin', memoryHost({ plugins }));
    expect(diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, sources))).toEqual([
      'error[IM1008]: there is no file `none.infomin`\n  --> none.infomin:1:1',
    ]);
  });
});
