import { UserError } from '@infomin/plugin';

const choose = 'Choose another place, one that you may write to.';
const fewerFiles =
  'Let other programs close files, or raise the limit (`ulimit -n`), then give the same command again.';
const moreMemory =
  'Give the machine more memory, or the run less to hold: a smaller `batch`, fewer trials at a time (`--jobs 1`).';
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
  ENOTDIR: ['a file stands where a folder on the way to it should', choose],
  ENAMETOOLONG: ['its name is longer than names may be there', choose],
  EMFILE: ['too many files are open in this process', fewerFiles],
  ENFILE: ['too many files are open on this machine', fewerFiles],
  ENOMEM: ['there is not enough memory', moreMemory],
  EAGAIN: [
    'the machine starts no more processes or threads',
    'Let other programs end, or raise the limit (`ulimit -u`).',
  ],
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

/** What the machine refused, as an error for the user, wherever it was met; any other error as it is. */
export function machineFault(error: unknown): unknown {
  if (!(error instanceof Error) || error.name === 'UserError') return error;
  if (error instanceof RangeError && /allocation failed/.test(error.message)) {
    return new UserError(`there is not enough memory: ${error.message}`, moreMemory);
  }
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (syscall === 'uv_cwd')
    return new UserError('the working directory is not there any more', 'Change to one that is there.');
  // Other codes are of what was asked for, and asking for that is the fault.
  if (code === undefined || syscall === undefined || !ofMachine.has(code)) return error;
  const what = path ?? `\`${syscall}\``;
  if (code === 'EACCES' || code === 'EPERM') {
    return new UserError(
      `${what} was refused by the machine: you lack the right`,
      'Get the right, or choose another place.',
    );
  }
  return refusal(`${what} was refused by the machine`, path ?? 'it', error);
}

const ofMachine = new Set(
  'ENOSPC EDQUOT EFBIG EACCES EPERM EROFS ELOOP EBUSY EIO EMFILE ENFILE ENOMEM EAGAIN ENAMETOOLONG'.split(
    ' ',
  ),
);
