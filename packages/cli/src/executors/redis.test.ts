import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { UsageError } from '../errors.js';
import { connectionOf } from './redis.js';

it('takes a password from the environment or a file', () => {
  const url = 'redis://host:6379';
  expect(connectionOf(url, {})).toEqual({ url, username: undefined, password: undefined });
  expect(connectionOf(url, { INFOMIN_REDIS_PASSWORD: 'a' })).toMatchObject({ password: 'a' });
  const folder = mkdtempSync(join(tmpdir(), 'infomin-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'password');
  writeFileSync(file, 'b c\n');
  expect(connectionOf(url, { INFOMIN_REDIS_PASSWORD_FILE: file })).toMatchObject({ password: 'b c' });
  const missing = { INFOMIN_REDIS_PASSWORD_FILE: join(folder, 'none') };
  expect(() => connectionOf(url, missing)).toThrow(UsageError);
});

it('takes none from an address, and no other kind of server', () => {
  expect(() => connectionOf('redis://me:secret@host', {})).toThrow('is seen by all users');
  expect(() => connectionOf('redis://me@host', {})).toThrow('is seen by all users');
  expect(() => connectionOf('http://host', {})).toThrow('no address of a server');
  expect(() => connectionOf('redis', {})).toThrow('no address of a server');
});
