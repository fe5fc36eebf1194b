import { UserError } from '@infomin/plugin';

const choose = 'Choose another place, one that you may write to.';
const makeRoom = 'Make room, then give the same command again.';

/** Why the machine refuses to write at a place, and what to do about it, by the error's code. */
const refusals = (place: string): Record<string, readonly [reason: string, mend: string]> => ({
  ENOSPC: ['the disk is full', makeRoom],
  EDQUOT: ['what you may use of the disk is used up', makeRoom],
  EFBIG: [
    'it would be larger than a file may be there',
    'Choose another disk, or raise the limit (`ulimit -f`).',
  ],
  EACCES: [`you may not write to ${place}`, choose],
  EPERM: [`you may not write to ${place}`, choose],
  EROFS: [`${place} can only be read`, choose],
  EEXIST: ['there is a file of that name', choose],
  EISDIR: ['it is a folder', choose],
  ENOENT: [`${place} holds no files of users`, choose],
  ENOTREG: ['it is a pipe or a device, no regular file', choose],
  ELOOP: ['its links lead in a circle', choose],
  EBUSY: [`${place} is in use by the system, as where something is mounted there`, choose],
  EPIPE: ['its reader is gone', choose],
  EIO: [
    'the disk or the terminal does not answer',
    'Look at the disk; if it is whole, choose another place.',
  ],
});

/** What a user is told of a write that the machine refused; any other error as it is. */
export function refusal(what: string, place: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const [reason, mend] = refusals(place)[code] ?? [message, choose];
  return new UserError(`${what}: ${reason}`, mend);
}
