import type { HubClient } from '@archivesmp/api-client';
import { isUuid } from '@archivesmp/contracts/uuid';
import { FINDING_STATES } from '@archivesmp/contracts/vocabulary';

const BEGINNING = /^[0-9a-f][0-9a-f-]{3,35}$/i;
/** How many of the newest a beginning is looked for in. */
const AMONG = 200;

/** What is listed by the hub under an id. */
export type Listed = 'plan' | 'deployment' | 'hold' | 'finding' | 'operation';

const LISTS: Readonly<Record<Listed, (hub: HubClient) => Promise<readonly { readonly id: string }[]>>> = {
  plan: async (hub) => (await hub.call('GET /api/v1/plans', { query: { limit: AMONG } })).plans,
  deployment: async (hub) =>
    (await hub.call('GET /api/v1/deployments', { query: { limit: AMONG } })).deployments,
  operation: async (hub) =>
    (await hub.call('GET /api/v1/operations', { query: { limit: AMONG } })).operations,
  finding: allFindings,
  hold: async (hub) => (await hub.call('GET /api/v1/holds')).holds,
};

/** Findings on a page, and pages that a beginning is looked for in. */
const FINDINGS_PAGE = 1_000;
const FINDING_PAGES = 20;

/** Whatever differs, also as documented, and what was resolved: ignoring is taken back of what is no longer open. */
async function allFindings(hub: HubClient): Promise<{ readonly id: string }[]> {
  const found: { readonly id: string }[] = [];
  let after: string | undefined;
  for (let page = 0; page < FINDING_PAGES; page++) {
    const { findings, next } = await hub.call('GET /api/v1/findings', {
      query: {
        limit: FINDINGS_PAGE,
        status: 'all',
        state: [...FINDING_STATES],
        ...(after !== undefined && { after }),
      },
    });
    found.push(...findings);
    after = next;
    if (after === undefined) break;
  }
  return found;
}

/**
 * The whole id of what the user named by its id, or by the beginning of it (four characters or more).
 * @throws Error when nothing or more than one begins so
 */
export async function findId(hub: HubClient, kind: Listed, typed: string): Promise<string> {
  return idAmong(kind, typed, () => LISTS[kind](hub));
}

export async function idAmong(
  kind: string,
  typed: string,
  list: () => Promise<readonly { readonly id: string }[]>,
): Promise<string> {
  if (isUuid(typed)) return typed.toLowerCase();
  if (!BEGINNING.test(typed))
    throw new Error(`${typed}: this is no id of a ${kind}; give it, or its first four characters or more`);
  const found = beginningSo(typed, await list());
  if (found.length === 1) return found[0]!.id;
  if (found.length === 0) throw new Error(`${typed}: no ${kind} of the newest has an id that begins so`);
  throw new Error(
    `${typed}: ${found.length} of the ${kind}s begin so: ${found.map(({ id }) => id).join(', ')}`,
  );
}

/** Those whose id this is, or begins so; none where the text is neither. */
export const beginningSo = <One extends { readonly id: string }>(
  typed: string,
  all: readonly One[],
): One[] => (BEGINNING.test(typed) ? all.filter(({ id }) => id.startsWith(typed.toLowerCase())) : []);

/** One thing that a text may mean. */
export interface IdMeaning {
  readonly id: string;
  readonly words: string;
}

/**
 * Names are chosen by people and by hosts, also so that they look like the id of something else: what is one thing's id and another's
 * name does nothing.
 * @throws Error naming both
 */
export function refuseTwoReadings(
  typed: string,
  byId: readonly IdMeaning[],
  byName: readonly IdMeaning[],
): void {
  const other = byName.find(({ id }) => byId.some((one) => one.id !== id));
  const one = other && byId.find(({ id }) => id !== other.id);
  if (one === undefined || other === undefined) return;
  throw new Error(
    `${typed}: this is the id of ${one.words}, or its beginning, and also what ${other.words} is called; ` +
      'nothing was done. Give more of an id; where this is the whole one, deal with what is called so first, by its own id',
  );
}
