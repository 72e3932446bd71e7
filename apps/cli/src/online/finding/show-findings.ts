import type { FindingView } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { onHub } from '../on-hub.js';
import { pageLimit } from '../page-options.js';
import { printDocument } from '../print-document.js';
import { timeText } from '../time-text.js';
import type { FindingsFlags } from './finding-flags.js';

/** What differs, two lines each: where and what, then who says so and why it came up. */
export async function listFindings(flags: FindingsFlags, terminal: Terminal): Promise<ExitCode> {
  const { instance, plugin, severity, cause, documented } = flags;
  const limit = pageLimit(flags.limit);
  return onHub(flags, terminal, async (hub) => {
    const page = await hub.call('GET /api/v1/findings', {
      query: {
        limit,
        ...(instance !== undefined && { instance }),
        ...(plugin !== undefined && { plugin }),
        ...(severity !== undefined && { severity: [...severity] }),
        ...(cause !== undefined && { cause: [...cause] }),
        ...(documented && { status: 'documented' as const }),
      },
    });
    if (flags.json) printDocument(page, terminal);
    else {
      for (const finding of page.findings)
        for (const line of linesOf(finding)) terminal.print(printable(line));
      if (page.count === 0) terminal.say('Nothing differs that matches.');
      if (page.next !== undefined) terminal.say(`There are more; --limit shows more than ${limit}.`);
    }
    return EXIT.ok;
  });
}

function linesOf(finding: FindingView): string[] {
  const { id, severity, instance, plugin, file, key, kind, reason, rollingOut } = finding;
  const place = [`${plugin}/${file}`, key].filter((part) => part !== '').join('  ');
  const why = [
    reason,
    causeText(finding),
    rollingOut && `rolling out ${rollingOut.done} of ${rollingOut.of}`,
  ];
  return [
    `${severity.padEnd(8)} ${instance}  ${place}  (${kind.replaceAll('_', ' ')})`,
    `         ${why.filter(Boolean).join('; ')}`,
    `         ${id}`,
  ];
}

/** Why a finding came up; undefined where nobody knows. */
export function causeText({ cause }: Pick<FindingView, 'cause'>): string | undefined {
  const { kind, deploymentId, from, to, version } = cause;
  const between =
    from === undefined || to === undefined ? '' : ` between ${timeText(from)} and ${timeText(to)}`;
  switch (kind) {
    case 'our_change':
      return cause.isRollback === true
        ? `put back by a rollback of ours, deployment ${deploymentId}`
        : `written by our deployment ${deploymentId}`;
    case 'at_start':
      return `written by the server or a plugin at the start ${from === undefined ? '' : timeText(from)}`;
    case 'start_between':
      return `changed${between}; the server was started in between, so it may have been the server, a plugin or somebody`;
    case 'changed_between':
      return `changed by others${between}`;
    case 'desired_changed':
      return `the baseline or a deviation changed${version === undefined ? '' : ` (version ${version})`}`;
    case 'update':
      return `the plugin was updated${between}`;
    case 'first_look':
      return 'seen at the first look';
    default:
      return undefined;
  }
}
