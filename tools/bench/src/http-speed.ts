import autocannon from 'autocannon';
import { median } from './median.js';
import type { BenchOptions } from './scan-speed.js';

const SECONDS = 5;
/** What pages and programs ask for most, and what costs most by intention: a password. */
const REQUESTS = [
  { what: 'findings', path: '/api/v1/findings?limit=50', connections: 8 },
  { what: 'login', path: '/api/v1/login', connections: 1 },
] as const;

/** A running hub and an account of it, from `http://name:password@host:port`. */
interface MeasuredHub {
  readonly address: string;
  readonly account: { readonly name: string; readonly password: string };
}

/**
 * Answers per second of running hubs, one after the other in turns, the first of them being what the others are compared with: a
 * checkout of before a change beside one of after it, say. Skipped when no hub is named with `--hubs`.
 */
export async function httpSpeed({ hubs, rounds }: BenchOptions): Promise<object[]> {
  if (hubs.length === 0) {
    console.log('skipped: no hubs (--hubs http://name:password@host:port,…)');
    return [];
  }
  const measured = hubs.map(hubOf);
  const rows: object[] = [];
  for (const request of REQUESTS) {
    const rates = measured.map((): number[] => []);
    for (let round = 0; round <= rounds; round += 1)
      for (const [index, hub] of measured.entries()) {
        const rate = await answersPerSecond(hub, request);
        // The first round only warms up
        if (round > 0) rates[index]!.push(rate);
      }
    const medians = rates.map(median);
    for (const [index, { address }] of measured.entries())
      rows.push({
        what: request.what,
        hub: address,
        'answers/s': Number(medians[index]!.toFixed(1)),
        'x time of the first': Number((medians[0]! / medians[index]!).toFixed(2)),
      });
  }
  return rows;
}

/** @throws when one answer is not a good one: what is refused quickly is no speed */
async function answersPerSecond(
  { address, account }: MeasuredHub,
  { what, path, connections }: (typeof REQUESTS)[number],
): Promise<number> {
  const login = {
    method: 'POST' as const,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  };
  const request =
    what === 'login' ? login : { method: 'GET' as const, headers: { cookie: await session(address, login) } };
  const result = await autocannon({ url: `${address}${path}`, connections, duration: SECONDS, ...request });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${address}${path}: ${result.non2xx} answers were refused, ${result.errors} failed`);
  return result['2xx'] / result.duration;
}

async function session(address: string, login: RequestInit): Promise<string> {
  const answer = await fetch(`${address}/api/v1/login`, login);
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!);
  if (!answer.ok || cookies.length === 0) throw new Error(`${address}: the login says ${answer.status}`);
  return cookies.join('; ');
}

function hubOf(text: string): MeasuredHub {
  const url = new URL(text);
  const account = { name: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  return { address: url.origin, account };
}
