import type { Expected } from './ejection.js';

/** A program, and the tensors of data that it is given: names of the function's arguments, with their types. */
export interface AboutProgram {
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
}

/** What an ejected folder says of itself. */
export function readme(
  name: string,
  programs: readonly AboutProgram[],
  { stored, expected }: { readonly stored: boolean; readonly expected: Expected | undefined },
): string {
  const check = expected
    ? `    python check.py                    # the example's steps beside what ${expected.engine} got\n`
    : '';
  const state = stored
    ? "| `state.safetensors`  | weights, buffers and optimisers' moments at the start, by infomin's names                 |\n"
    : '';
  const inputs = new Set(
    programs.flatMap(({ data }) => Object.entries(data).map(([name, type]) => `# ${name}: ${type}`)),
  );
  return `# The training step of ${name}

Written by \`infomin compile ${name} --as torch\`. It needs Python 3.10 and PyTorch 2.6, or newer, and nothing else.

${check}    python bench.py --precision bf16   # their time: eager, compiled, as CUDA graphs

| file                 | holds                                                                                    |
| -------------------- | ---------------------------------------------------------------------------------------- |
| \`step.py\`            | the step${programs.length === 1 ? '' : 's'}: forward, backward and update, gradients written out                             |
| \`program.json\`       | names of arguments, results and random streams; the example's runs, and what they gave    |
${state}| \`infomin_ops.py\`     | what PyTorch has no single call for                                                       |
| \`infomin_random.py\`  | infomin's random numbers, keyed by seed, stream and step                                  |
| \`infomin_steps.py\`   | runs a step as it is, compiled, or as a CUDA graph                                        |
| \`infomin_folder.py\`  | reads this folder                                                                         |

${programs.length === 1 ? 'The program' : 'The programs, in the order in which they take turns'}: ${programs.map((program) => `\`${program.name}\``).join(', ')}.

The example's images and labels are drawn at random; no data of yours is in this folder. To train on your own:

\`\`\`python
from infomin_folder import Folder

folder = Folder("cuda", "bf16")
state, steps = folder.state(), folder.steps(fuse=True, graph=True)
inputs = [folder.given(run) for run in folder.round]    # tensors by the names of step.py's arguments
# Yours, on the device, in place of the example's:
${[...inputs].join('\n')}
for number in range(1000):
    for run, given in zip(folder.round, inputs):
${updates(programs)}
        folder.advance(given, run, number)              # this round's draws and optimisers' counts of updates
        results = steps[run["program"]].run(state, given)
\`\`\`

\`state\` is updated in place. Learning rates are inputs, without the file's schedule; so is \`progress\`, where there is one: the share
of the training that is done.
`;
}

/** Lines that put data into a run's inputs. */
function updates(programs: readonly AboutProgram[]): string {
  const given = ({ data }: AboutProgram) =>
    `given.update(${Object.keys(data)
      .map((name) => `${name}=${name}`)
      .join(', ')})`;
  const [first, ...others] = programs.map(given);
  if (others.every((other) => other === first)) return `        ${first}`;
  return programs
    .map((program, i) => `        if run["program"] == ${i}:\n            ${given(program)}`)
    .join('\n');
}
