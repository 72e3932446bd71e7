import { counted } from '@archivesmp/contracts/counted';
import type { DriftReportView, FindingGroupView, FindingView } from '@archivesmp/api-client';
import { causeText } from '@archivesmp/contracts/cause-words';
import type { CauseView } from '@archivesmp/contracts/finding';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import { shownValue } from '../../terminal/shown-value.js';
import type { Terminal } from '../../terminal/terminal.js';
import { onHub } from '../on-hub.js';
import { warnOfUnknownPlugin } from '../unknown-plugin.js';
import { pageLimit } from '../page-options.js';
import { printDocument } from '../print-document.js';
import { timeText } from '../time-text.js';
import type { FindingsFlags } from './finding-flags.js';

/** What differs, some lines each: where and what, what should be and what is, then who says so and why it came up, then its id. */
export async function listFindings(flags: FindingsFlags, terminal: Terminal): Promise<ExitCode> {
  const { grouped } = flags;
  if (flags.count && grouped) throw new Error('findings: say either --count or --grouped');
  const limit = pageLimit(flags.limit);
  const filter = filterOf(flags);
  return onHub(flags, terminal, async (hub) => {
    if (flags.count) {
      const report = await hub.call('GET /api/drift/report', { query: filter });
      if (flags.json) printDocument(report, terminal);
      else for (const line of countLines(report)) terminal.print(printable(line));
      return EXIT.ok;
    }
    const query = { limit, ...filter };
    const [page, lines] = grouped
      ? await hub
          .call('GET /api/v1/findings/groups', { query })
          .then((found) => [found, found.groups.flatMap(groupLines)] as const)
      : await hub
          .call('GET /api/v1/findings', { query })
          .then((found) => [found, found.findings.flatMap(linesOf)] as const);
    if (flags.json) printDocument(page, terminal);
    else {
      for (const line of lines) terminal.print(printable(line));
      if (page.count === 0) terminal.message('Nothing differs that matches.');
      if (page.count === 0 && flags.plugin !== undefined)
        await warnOfUnknownPlugin(hub, flags.plugin, flags.instance, terminal);
      if (page.next !== undefined) {
        const report = grouped ? undefined : await hub.call('GET /api/drift/report', { query: filter });
        const all = report === undefined ? '' : `, ${report.total} in all`;
        terminal.message(`There are more${all}; --limit shows more than ${limit}.`);
      }
    }
    return EXIT.ok;
  });
}

function filterOf({ instance, plugin, severity, cause, documented }: FindingsFlags) {
  return {
    ...(instance !== undefined && { instance }),
    ...(plugin !== undefined && { plugin }),
    ...(severity !== undefined && { severity: [...severity] }),
    ...(cause !== undefined && { cause: [...cause] }),
    ...(documented && { status: 'documented' as const }),
  };
}

function linesOf(finding: FindingView): string[] {
  const { id, severity, instance, plugin, file, key, kind, path, reason } = finding;
  const { rollingOut, writtenSince } = finding;
  const location = [`${plugin}/${file}`, key].filter((part) => part !== '').join('  ');
  const why = [
    reason,
    causeWithTime(finding.cause),
    rollingOut && `rolling out ${rollingOut.done} of ${rollingOut.of}`,
    writtenSince &&
      `its file was written since by deployment ${writtenSince.deploymentId.slice(0, 8)} and waits for the next scan`,
  ];
  return [
    `${severity.padEnd(8)} ${instance}  ${location}  (${kind.replaceAll('_', ' ')})`,
    ...(path.length > 0 ? [sidesLine(finding)] : []),
    `         ${why.filter(Boolean).join('; ')}`,
    `         ${id}`,
  ];
}

/** Alike findings of several instances: as one finding, with the instances in place of its id. */
function groupLines(group: FindingGroupView): string[] {
  const { severity, plugin, file, key, kind, path, reason, cause, instances } = group;
  const location = [`${plugin}/${file}`, key].filter((part) => part !== '').join('  ');
  const names = instances.map(({ instance, host }) => `${instance} (${host})`);
  return [
    `${severity.padEnd(8)} ${counted(instances.length, 'instance')}  ${location}  (${kind.replaceAll('_', ' ')})`,
    ...(path.length > 0 ? [sidesLine(group)] : []),
    `         ${[reason, cause && causeWithTime(cause)].filter(Boolean).join('; ')}`,
    `         ${names.join(', ')}`,
  ];
}

const causeWithTime = (cause: CauseView): string => causeText(cause, timeText);

/** How many there are, by severity and by cause. */
function countLines({ total, bySeverity, byCause, unknown }: DriftReportView): string[] {
  const listed = (name: string, counts: Record<string, number>): string[] =>
    Object.entries(counts).map(([what, number]) => `  ${name} ${what}: ${number}`);
  return [
    counted(total, 'finding'),
    ...listed('severity', bySeverity),
    ...listed('cause', byCause),
    ...unknown.map(
      ({ instance, host }) => `  not in these numbers: ${instance} (${host}), whose status is not known now`,
    ),
  ];
}

/** Longer values are cut: whole ones are in --json and on the page. */
const LONGEST_VALUE = 60;

type Sides = Pick<FindingView, 'expected' | 'actual' | 'expectedText' | 'actualText'>;

const sidesLine = (sides: Sides): string =>
  `         should be ${sideText(sides, 'expected')}, is ${sideText(sides, 'actual')}`;

/** One side of a difference, masked by the hub; as it is written where that is told. */
function sideText(sides: Sides, side: 'expected' | 'actual'): string {
  const text = sides[`${side}Text`] ?? shownValue(sides[side]);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
