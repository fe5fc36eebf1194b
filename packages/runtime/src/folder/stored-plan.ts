import { isPlan, type Plan, planFormat } from '@infomin/plan';
import { UserError } from '@infomin/plugin';
import type { FolderStore } from './store.js';

/** The plan of the run that a folder holds. Throws {@link UserError} where there is none that can be read. */
export async function planOf(store: FolderStore): Promise<Plan> {
  const bytes = await store.read('plan.json');
  if (!bytes) {
    throw new UserError(
      `${store.folder} is not the folder of a run: it holds no plan.json`,
      'Name the folder that `infomin run` wrote, runs/<file name> by default.',
    );
  }
  const plan = readPlan(bytes);
  if (plan?.format === undefined) {
    throw new UserError(
      `the plan.json of ${store.folder} is damaged: it holds no plan`,
      'Run the file with this folder as --out and --overwrite.',
    );
  }
  if (plan.format !== planFormat) {
    throw new UserError(
      `${store.folder} holds a run of another version of infomin, in format ${plan.format} where this one reads ${planFormat}`,
      'Give the command with the version that made it, or run the file again.',
    );
  }
  return plan;
}

/** What a run wrote, or anybody: `undefined` where it lacks what every plan has. */
function readPlan(bytes: Uint8Array): Plan | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
  const { format }: { readonly format?: unknown } = Object(value);
  return format !== planFormat || isPlan(value) ? (value as Plan) : undefined;
}
