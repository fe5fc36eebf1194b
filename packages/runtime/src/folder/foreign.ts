import { UserError } from '@infomin/plugin';

/** Where a file that no run wrote stands where a run would write. */
export function foreign(folder: string, name: string): UserError {
  return new UserError(
    `the output folder ${folder} holds ${name}, which no run of infomin wrote and a run would replace`,
    `Choose another with --out, or move ${name} away.`,
  );
}
