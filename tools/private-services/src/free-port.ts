import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const LOWEST = 15_000;
/** What Linux uses where nobody changed it. */
const FIRST_OF_CLIENTS = 32_768;
const TRIES = 200;

const given = new Set<number>();

/**
 * A loopback port that nobody uses at this moment and that this function did not return before. It lies below the range from
 * which the kernel gives outgoing connections their ports (ip(7), ip_local_port_range): a port of that range can be taken by
 * any connection between the choice and the start of the server, and the start then fails although nobody listens.
 */
export async function freePort(): Promise<number> {
  const end = Math.max(LOWEST + 1_000, firstOfClients());
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(LOWEST, end);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFreePort(port)) return port;
  }
  throw new Error(`no free port between ${LOWEST} and ${end} on 127.0.0.1 in ${TRIES} tries`);
}

/** Whether a server can listen on the port now: nobody listens there, and no outgoing connection came to use it. */
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
