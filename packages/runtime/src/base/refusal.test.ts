import { readFileSync } from 'node:fs';
import { UserError } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { machineFault } from './refusal.js';

const refused = (code: string) =>
  Object.assign(new Error(`${code}: told`), { code, syscall: 'open', path: '/data/x' });

it.each([
  ['ENOSPC', 'the disk is full'],
  ['EROFS', '/data/x can only be read'],
  ['EACCES', 'you lack the right'],
  ['EMFILE', 'too many files are open in this process'],
  ['ENFILE', 'too many files are open on this machine'],
  ['ENOMEM', 'there is not enough memory'],
  ['ELOOP', 'its links lead in a circle'],
])('tells %s as the machine refusing, not as a fault', (code, reason) => {
  const told = machineFault(refused(code)) as UserError;
  expect(told).toBeInstanceOf(UserError);
  expect(told.message).toBe(`/data/x was refused by the machine: ${reason}`);
  expect(told.suggestion).toMatch(/\.$/);
});

it('tells memory that is not there', () => {
  const error = new RangeError('Array buffer allocation failed');
  expect(machineFault(error)).toBeInstanceOf(UserError);
});

it('leaves faults as they are', () => {
  const errors = [new TypeError('x'), new RangeError('Invalid array length'), refused('EBADF'), 'text'];
  for (const error of errors) expect(machineFault(error)).toBe(error);
  let missing: unknown;
  try {
    readFileSync('/none/of/it');
  } catch (error) {
    missing = error;
  }
  expect(machineFault(missing)).toBe(missing);
});
