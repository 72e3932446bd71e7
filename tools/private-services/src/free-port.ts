import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const LOWEST = 15_000;
/** What Linux uses by default. */
const FIRST_OF_CLIENTS = 32_768;
const TRIES = 200;

const given = new Set<number>();

/** Processes that choose at the same moment and differ in this remainder of their ids never choose the same port. */
const OWNERS = 64;

/**
 * A loopback port that is not in use at this moment and that this function did not return before. It lies below the range from
 * which the kernel gives outgoing connections their ports (ip(7), ip_local_port_range): a port of that range can be taken by
 * any connection between the choice and the start of the server, and the start then fails although none listens. Between the
 * choice and the start other processes choose as well, test workers for one: each has ports of its own.
 * @param owner id of the process that chooses
 */
export async function freePort(owner = process.pid): Promise<number> {
  const end = Math.max(LOWEST + 64 * OWNERS, firstOfClients());
  for (let tries = 0; tries < TRIES; tries++) {
    // Where all of one's own are in use, one of the others is better than none
    const port = tries < TRIES / 2 ? ownPort(owner, end) : randomInt(LOWEST, end);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFreePort(port)) return port;
  }
  throw new Error(`no free port between ${LOWEST} and ${end} on 127.0.0.1 in ${TRIES} tries`);
}

function ownPort(owner: number, end: number): number {
  const each = Math.floor((end - LOWEST) / OWNERS);
  return LOWEST + randomInt(0, each) * OWNERS + (owner % OWNERS);
}

/** Whether a server can listen on the port now: no program listens there, and no outgoing connection came to use it. */
export async function isFreePort(port: number): Promise<boolean> {
  const probe = createServer();
  const failed = once(probe, 'error').then(() => false);
  const listening = new Promise<boolean>((resolve) => {
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
  return Promise.race([failed, listening]);
}

function firstOfClients(): number {
  try {
    const [first] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/);
    return Number(first) || FIRST_OF_CLIENTS;
  } catch {
    return FIRST_OF_CLIENTS;
  }
}
