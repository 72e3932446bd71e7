import { follow, type HubClient, type PlanView, type ChangeRequest } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import type { Terminal } from '../../terminal/terminal.js';
import { printable } from '../../terminal/printable.js';
import { findId } from '../find-id.js';
import { onHub } from '../on-hub.js';
import { readPlanFile } from './plan-file.js';
import { changesOf, titleOf } from './change-request.js';
import { presentPlan, planIn } from './present-plan.js';
import type { PlanFlags } from './plan-flags.js';

/** Asks for a plan, waits until it is made, and shows it. */
export async function planOnHub(flags: PlanFlags, terminal: Terminal): Promise<ExitCode> {
  const wanted = flags.drift === undefined ? requestOf(flags) : undefined;
  if (flags.drift !== undefined) refuseMixing(flags);
  return onHub(flags, terminal, async (hub) => {
    const asked =
      wanted === undefined
        ? await hub.call('POST /api/v1/deploy', {
            body: {
              instances: [...flags.drift!],
              ...(flags.title !== undefined && { title: flags.title }),
              ...(flags.plugin && { plugins: [...flags.plugin] }),
              ...(flags.prepare && { prepareMissingPlugins: true }),
            },
          })
        : await hub.call('POST /api/v1/plans', { body: await withWholeIds(hub, wanted) });
    const plan = await untilMade(hub, asked, terminal);
    await presentPlan(plan, hub, flags, terminal);
    const isWhole = plan.state === 'open' && (planIn(plan)?.refusals.length ?? 0) === 0;
    return isWhole ? EXIT.ok : EXIT.notSucceeded;
  });
}

/** Findings may be named by the beginning of their ids. */
async function withWholeIds(hub: HubClient, wanted: ChangeRequest): Promise<ChangeRequest> {
  const whole = async (typed: readonly string[]): Promise<string[]> => {
    const ids: string[] = [];
    for (const one of typed) ids.push(await findId(hub, 'finding', one));
    return ids;
  };
  const { findings, deletions } = wanted;
  return {
    ...wanted,
    ...(findings && { findings: await whole(findings) }),
    ...(deletions && { deletions: await whole(deletions) }),
  };
}

/** What the options and the file name, together. @throws Error when they name nothing */
export function requestOf(flags: PlanFlags): ChangeRequest {
  const written = flags.file === undefined ? {} : readPlanFile(flags.file);
  const findings = [...(flags.finding ?? []), ...(written.findings ?? [])];
  const changes = [...changesOf(flags), ...(written.changes ?? [])];
  const desired = [...desiredOf(flags), ...(written.desired ?? [])];
  const deletions = deletionsOf(flags);
  if (findings.length + (deletions.deletions?.length ?? 0) + changes.length + desired.length === 0)
    throw new Error(
      'plan: nothing is asked for; say --finding, --drift, --desired, --delete, --set, --unset or --file',
    );
  const wanted = {
    ...(findings.length > 0 && { findings }),
    ...deletions,
    ...(changes.length > 0 && { changes }),
    ...(desired.length > 0 && { desired }),
    ...((flags.prepare ?? written.prepareMissingPlugins) && { prepareMissingPlugins: true }),
    ...((flags.asIs ?? written.asIs) && { asIs: true }),
  };
  return { title: flags.title ?? written.title ?? titleOf(wanted), ...wanted };
}

/** @throws Error for deletions without their number */
function deletionsOf({
  delete: deletions,
  expectDeletions,
}: PlanFlags): Pick<ChangeRequest, 'deletions' | 'expectDeletions'> {
  if (deletions === undefined && expectDeletions === undefined) return {};
  const expect = Number(expectDeletions);
  if (deletions === undefined || !Number.isInteger(expect) || expect < 1)
    throw new Error('plan: --delete and --expect-deletions go together: say how many files you expect to go');
  return { deletions: [...deletions], expectDeletions: expect };
}

/** @throws Error for plugins without instances */
function desiredOf({ desired, plugin }: PlanFlags): NonNullable<ChangeRequest['desired']> {
  if (desired !== undefined) return [{ instances: [...desired], ...(plugin && { plugins: [...plugin] }) }];
  if (plugin === undefined) return [];
  throw new Error('plan: --plugin goes with --drift or --desired, which name the instances');
}

function refuseMixing({ finding, desired, delete: deletions, set, unset, file, asIs }: PlanFlags): void {
  if ([finding, desired, deletions, set, unset, file, asIs].some((one) => one !== undefined))
    throw new Error(
      'plan: --drift goes with --title, --plugin and --prepare only; make a second plan for what else is to change',
    );
}

/** The plan as it is once the hub has made it. */
export async function untilMade(
  hub: HubClient,
  { id, title }: PlanView,
  terminal: Terminal,
): Promise<PlanView> {
  const live = terminal.live();
  live.show([printable(`making the plan "${title}" …`)]);
  try {
    const versions = follow(hub, {
      read: (signal) => hub.call('GET /api/v1/plans/{id}', { path: { id }, signal }),
      concerns: ({ name, data }) => name === 'plan.changed' && data['planId'] === id,
      isOver: ({ state }) => state !== 'making',
      pollMs: 1_000,
    });
    let made: PlanView | undefined;
    for await (const version of versions) made = version;
    return made!;
  } finally {
    live.done();
  }
}
