import { expect, it } from 'vitest';
import { BoundedWork } from './bounded-work.js';

it('lets its reader wait while all workers are busy', async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const work = new BoundedWork(2);
  await work.addWork(() => gates[0]!.promise);
  let hasRoom = false;
  const second = work.addWork(() => gates[1]!.promise).then(() => (hasRoom = true));
  await new Promise(setImmediate);
  expect(hasRoom).toBe(false);
  gates[1]!.resolve();
  await second;
  gates[0]!.resolve();
  await work.finished();
});

it('begins nothing more after a failure and tells it again at the end', async () => {
  const work = new BoundedWork(1);
  await work.addWork(() => Promise.reject(new Error('full')));
  let begun = false;
  const later = () => {
    begun = true;
    return Promise.resolve();
  };
  await expect(work.addWork(later)).rejects.toThrow('full');
  await expect(work.finished()).rejects.toThrow('full');
  expect(begun).toBe(false);
});

it('waits at the end for what was begun, and tells of it', async () => {
  const gate = Promise.withResolvers<void>();
  const work = new BoundedWork(3);
  await work.addWork(() => gate.promise);
  let reason: string | undefined;
  const end = work.finished().catch((error: Error) => (reason = error.message));
  await new Promise(setImmediate);
  expect(reason).toBeUndefined();
  gate.reject(new Error('gone'));
  await end;
  expect(reason).toBe('gone');
});
