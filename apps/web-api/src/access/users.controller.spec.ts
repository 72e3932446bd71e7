import { Problem } from '@archivesmp/contracts/problem';
import type { Role } from '@archivesmp/contracts/vocabulary';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../http/caller.js';
import { UsersController } from './users.controller.js';

const request = {} as FastifyRequest;
const reply = { header: () => undefined } as unknown as FastifyReply;
const caller: Caller = { name: 'ann', role: 'admin', via: 'session', id: 'ann', agentHosts: [] };

/** A controller whose caller has this role once the password was hashed; undefined: no access at all. */
function rig(roleAfterwards: Role | undefined) {
  const done: string[] = [];
  const users = {
    createUser: ({ name }: { name: string }) => {
      done.push(`created ${name}`);
      return Promise.resolve({ id: 'new', name });
    },
    listUsers: () => Promise.resolve([{ id: 'bob', name: 'bob' }]),
    changeRole: () => Promise.resolve(done.push('role') > 0),
    changePassword: (_id: string, _hash: string, _now: Date, { giver }: { giver?: unknown }) =>
      Promise.resolve(done.push(giver === undefined ? 'password' : 'password by an admin') > 0),
  };
  let hashed = false;
  const passwords = { hash: () => Promise.resolve(((hashed = true), 'argon2id')) };
  const identify = {
    identifyCaller: () => {
      expect(hashed).toBe(true);
      return roleAfterwards === undefined
        ? Promise.reject(new Problem('auth.required', 'Your session is over; log in again.'))
        : Promise.resolve({ ...caller, role: roleAfterwards });
    },
  };
  const history = { transaction: <T>(work: (sql: object) => Promise<T>) => work({}) };
  const audit = { recordAuditedAction: () => Promise.resolve() };
  const parts = [history, users, passwords, audit, { notify: () => undefined }, identify];
  const controller = new UsersController(
    ...(parts as unknown as ConstructorParameters<typeof UsersController>),
  );
  return { controller, done };
}

describe('an admin who waits for a password to be hashed', () => {
  it.each<Role | undefined>(['operator', 'viewer', undefined])(
    'does nothing any more when they are %s by then',
    async (role) => {
      const { controller, done } = rig(role);
      const account = { name: 'eve', password: 'a long password', role: 'admin' as const };
      await expect(controller.createUser(account, caller, request, reply)).rejects.toThrow(Problem);
      const change = { role: 'admin' as const, password: 'a long password' };
      await expect(controller.changeUser('bob', change, caller, request)).rejects.toThrow(Problem);
      expect(done).toEqual([]);
    },
  );

  it('is obeyed as long as they are one', async () => {
    const { controller, done } = rig('admin');
    const account = { name: 'eve', password: 'a long password', role: 'viewer' as const };
    await controller.createUser(account, caller, request, reply);
    await controller.changeUser('bob', { role: 'operator', password: 'a long password' }, caller, request);
    expect(done).toEqual(['created eve', 'role', 'password']);
    await controller.changeUser('bob', { password: 'a long password' }, caller, request);
    expect(done.at(-1)).toBe('password by an admin');
  });
});
