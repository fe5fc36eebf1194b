import { describe, expect, it } from 'vitest';
import { digit, nce, shared, symbols, trial } from '../../test/trials.js';
import table from './table.compute.js';

describe('Table', () => {
  const args = { rows: 'shared', columns: ['digit', 'location', 'nce.mi'] };

  it('aligns its columns, marks the best, sets chance below and names what it leaves out', async () => {
    const { text } = await table.build({ title: 'Table 1', trials: shared }, args);
    expect(text.split('\n')).toEqual([
      'shared                   digit        location         nce.mi',
      '                 error rate, %    distance, px    I_NCE, nats',
      '─────────────────────────────────────────────────────────────',
      'digit               18.0 ± 2.8 *    13.5 ± 0.7    1.50 ± 0.71',
      'position, digit           58.0            3.95 *            –',
      'background              failed          failed         failed',
      '─────────────────────────────────────────────────────────────',
      'chance                    88.6            15.4',
      '* the best of its column.',
      'Mean ± standard deviation of the sample, 1 to 2 trials each.',
      'Not counted: 1 trial collapsed (position, digit · seed 1).',
      'Not counted: 1 trial failed (background · seed 0).',
    ]);
  });

  it('aligns what stands behind letters that are two columns wide', async () => {
    const trials = symbols('数据', 'b').map((kind, i) =>
      trial({ kind }, 0, { probes: { digit: digit(0.1 * (i + 1)) } }),
    );
    const { text } = await table.build({ title: '', trials }, { rows: 'kind', columns: ['digit'] });
    expect(text).toContain('数据             10.0 *\nb                20.0');
  });

  it('has rows for the results of other files, and says what is missing of them', async () => {
    const [raw, more] = [
      [0.3, 0.4].map((value, seed) =>
        trial({ space: { symbol: 'RGB' } }, seed, { probes: { digit: digit(value) } }),
      ),
      [1, 2].map((k) => trial({ k }, 0, { probes: { digit: digit(0.1 * k) }, objectives: nce(k) })),
    ];
    const imports = [
      { name: 'raw', trials: raw!, note: '2 of 3 trials; `infomin run raw.infomin` runs the others.' },
      { name: 'more', trials: more! },
      { name: 'gone', trials: [], note: 'not run yet: `infomin run gone.infomin`.' },
      { name: 'unused', trials: raw! },
    ];
    const columns = ['raw.digit', 'more.digit', 'more.nce.mi', 'gone.digit'];
    const { text, data } = await table.build({ title: '', trials: [trial({}, 0, {})], imports }, { columns });
    expect(text.split('\n')).toEqual([
      'file · k          digit         nce.mi',
      '          error rate, %    I_NCE, nats',
      '──────────────────────────────────────',
      'raw          35.0 ± 7.1              –',
      'more · 1           10.0 *         1.00',
      'more · 2           20.0           2.00',
      'gone                  –              –',
      '──────────────────────────────────────',
      'chance             88.6',
      '* the best of its column.',
      'Mean ± standard deviation of the sample, 1 to 2 trials each.',
      'raw: 2 of 3 trials; `infomin run raw.infomin` runs the others.',
      'gone: not run yet: `infomin run gone.infomin`.',
    ]);
    expect(data).toMatchObject({
      rows: [{ of: 'raw' }, { of: 'more', params: { k: 1 } }, { of: 'more' }, { of: 'gone' }],
    });
    const beside = await table.build(
      { title: '', trials: shared, imports },
      { rows: 'shared', columns: ['digit', 'raw.digit'] },
    );
    expect(beside.text).toMatch(/^digit +18\.0 ± 2\.8 \*$/m);
    expect(beside.text).toMatch(/^raw +35\.0 ± 7\.1$/m);
    const across = await table.build(
      { title: '', trials: [], imports },
      { columns: ['raw.digit'], across: 'space' },
    );
    expect(across.text).toMatch(/^file +digit\n +RGB\n/);
  });

  it('gives the same numbers as data', async () => {
    const { data } = await table.build({ title: 'Table 1', trials: shared }, args);
    expect(data).toMatchObject({
      columns: [
        { name: 'digit', metric: 'error_rate', unit: '%', better: 'lower' },
        { name: 'location', unit: 'px' },
        { name: 'nce.mi', unit: 'nats' },
      ],
      rows: [
        {
          label: 'digit',
          cells: [
            { n: 2, best: true },
            { mean: 13.5, best: false },
            { mean: 1.5, best: false },
          ],
        },
        { label: 'position, digit', left_out: [{ seed: 1, status: 'collapsed' }] },
        { label: 'background', cells: [null, null, null] },
      ],
    });
  });

  it('sets what untrained models give below, one figure or a range, and in its data', async () => {
    const of = (untrained: (k: number, seed: number) => number) =>
      [1, 2].flatMap((k) =>
        [0, 1].map((seed) =>
          trial({ k }, seed, { probes: { p: { ...digit(0.2), untrained: untrained(k, seed) } } }),
        ),
      );
    const args = { rows: ['k'], columns: ['p'] };
    const same = await table.build({ title: 'T', trials: of((_, seed) => 0.4 + 0.02 * seed) }, args);
    expect(same.text).toMatch(/^untrained +41\.0 ± 1\.4$/m);
    expect(same.data).toMatchObject({ rows: [{ cells: [{ untrained: { n: 2 } }] }, {}] });
    const each = await table.build({ title: 'T', trials: of((k) => 0.2 * k) }, args);
    expect(each.text).toMatch(/^untrained +20\.0 to 40\.0$/m);
  });

  it('calls information by its term, and tells what a fresh critic finds', async () => {
    const trials = [trial({ k: 1 }, 0, { objectives: nce(2, 'NWJ') })];
    const columns = ['nce.mi', 'nce.mi_heldout', 'nce.mi_fresh_critic'];
    const { text } = await table.build({ title: 'T', trials }, { rows: ['k'], columns });
    expect(text).toMatch(/NWJ, nats +NWJ held out, nats +NWJ by a fresh critic, nats/);
    expect(text).toMatch(/^1 +2\.00 +1\.90 +3\.00$/m);
  });

  it('says of how many terms information and its ceiling are the sum', async () => {
    const { nce: one } = nce(2);
    const both = { nce: { ...one, terms: [one.terms[0]!, { ...one.terms[0]!, term: 'I_NCE 2' }] } };
    const trials = [trial({}, 0, { objectives: both })];
    const columns = ['nce.mi_heldout', 'nce.ceiling', 'nce.loss'];
    const { data } = await table.build({ title: '', trials }, { columns });
    expect(data).toMatchObject({
      columns: [{ words: 'I_NCE held out, sum of 2' }, { words: 'ceiling, sum of 2' }, { words: 'loss' }],
    });
  });

  it('marks the highest where higher is better', async () => {
    const score = (value: number) => ({ metric: 'accuracy', value, chance: 0.1, better: 'higher' as const });
    const trials = [0.3, 0.8, 0.5].map((value, i) => trial({ k: i }, 0, { probes: { p: score(value) } }));
    const { text } = await table.build({ title: 'T', trials }, { rows: ['k'], columns: ['p'] });
    expect(text.split('\n').filter((line) => line.endsWith('*'))).toEqual([expect.stringContaining('80.0')]);
  });

  it('gives a range of what chance is where rows or files differ in it', async () => {
    const of = (k: number, chance: number) => trial({ k }, 0, { probes: { p: { ...digit(0.2), chance } } });
    const both = [of(2, 0.5), of(8, 0.875)];
    const ranged = await table.build({ title: 'T', trials: both }, { rows: ['k'], columns: ['p'] });
    expect(ranged.text).toMatch(/^chance +50\.0 to 87\.5$/m);
    const across = await table.build({ title: 'T', trials: both }, { columns: ['p'], across: 'k' });
    expect(across.text).toMatch(/^chance +50\.0 +87\.5$/m);
    const imports = [{ name: 'raw', trials: [of(2, 0.75)], note: undefined }];
    const files = await table.build(
      { title: 'T', trials: [of(2, 0.5)], imports },
      { columns: ['p', 'raw.p'] },
    );
    expect(files.text).toMatch(/^chance +50\.0 to 75\.0$/m);
  });

  it('leaves a value as it is that a probe gives in per cent', async () => {
    const probes = { p: { metric: 'error', value: 62.5, chance: 90, unit: '%', better: 'lower' as const } };
    const { text } = await table.build(
      { title: 'T', trials: [trial({ k: 1 }, 0, { probes })] },
      { rows: ['k'], columns: ['p'] },
    );
    expect(text).toMatch(/^1 +62\.5$/m);
    expect(text).toMatch(/^chance +90\.0$/m);
  });

  it('splits columns by another parameter', async () => {
    const trials = ['RGB', 'YDbDr'].flatMap((space, i) =>
      ['raw', 'semi'].map((kind, j) =>
        trial({ space: { symbol: space }, kind: { symbol: kind } }, 0, {
          probes: { digit: digit(0.1 + 0.2 * i + 0.1 * j) },
        }),
      ),
    );
    const { data, text } = await table.build(
      { title: 'Table 2', trials },
      { rows: 'kind', columns: ['digit'], across: 'space' },
    );
    const { columns, rows } = data as {
      columns: { across: string }[];
      rows: { label: string; cells: { mean: number }[] }[];
    };
    expect(columns.map(({ across }) => across)).toEqual(['RGB', 'YDbDr']);
    expect(rows.map(({ label, cells }) => [label, ...cells.map(({ mean }) => mean.toFixed(1))])).toEqual([
      ['raw', '0.1', '0.3'],
      ['semi', '0.2', '0.4'],
    ]);
    expect(text).not.toContain('Averaged');
  });

  it('splits columns by the seed', async () => {
    const trials = [0.1, 0.2].map((value, seed) => trial({}, seed, { probes: { digit: digit(value) } }));
    const { text } = await table.build(
      { title: 'T', trials },
      { rows: [], columns: ['digit'], across: 'seed' },
    );
    expect(text).toMatch(/^all +10\.0 +20\.0$/m);
  });

  it('says over what it averages', async () => {
    const trials = [1, 2].map((temperature) =>
      trial({ shared: symbols('digit'), temperature }, 0, { probes: { digit: digit(0.1) } }),
    );
    const { text } = await table.build({ title: 'T', trials }, { rows: 'shared', columns: ['digit'] });
    expect(text).toContain('Averaged over the values of temperature.');
  });

  it('escapes what goes into the page, and is calm with nothing to show', async () => {
    const trials = [trial({ name: '<b>&"' }, 0, { probes: { digit: digit(0.1) } })];
    const { html } = await table.build({ title: 'T', trials }, { rows: 'name', columns: ['digit'] });
    expect(html).toContain('&lt;b&gt;&amp;&quot;');
    const empty = await table.build({ title: 'T', trials: [] }, { rows: 'name', columns: ['digit'] });
    expect(empty.text).toContain('No trial');
  });
});
