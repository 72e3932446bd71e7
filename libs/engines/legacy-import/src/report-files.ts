import { counted } from '@archivesmp/contracts/counted';
import type { OutputFile } from './baseline-files.js';
import {
  type Repair,
  REPAIR_ADVICE,
  REPAIR_TITLES,
  type RepairKind,
  type RepairReport,
} from './repair-report.js';

/** More places of one plugin are counted; `repairs.json` has all of them. */
const MAX_LOCATIONS = 30;

/**
 * The repair report twice: `repairs.json` with every row for programs, `REPAIRS.md` for people: by what there is to do, then by
 * what happened, then by plugin. Holds no values of secret-looking keys.
 */
export function reportFiles(report: RepairReport): OutputFile[] {
  const counts = report.counts();
  const kinds = (Object.keys(REPAIR_TITLES) as RepairKind[]).filter((kind) => counts.has(kind));
  const lines = [
    '# Repair report',
    '',
    'Every guess and conflict of the import, for a person who knows the servers. What is not listed was taken over as',
    'it was written. `repairs.json` has the same rows with all keys.',
    '',
    '| what | rows |',
    '|---|---|',
    ...kinds.map((kind) => `| ${REPAIR_TITLES[kind]} | ${counts.get(kind)} |`),
  ];
  for (const kind of kinds) {
    const rows = report.repairs.filter((row) => row.kind === kind);
    lines.push('', `## ${REPAIR_TITLES[kind]} (${rows.length})`, '', REPAIR_ADVICE[kind], ...sectionOf(rows));
  }
  return [
    { path: 'repairs.json', text: `${JSON.stringify(report.repairs, null, 1)}\n` },
    { path: 'REPAIRS.md', text: `${lines.join('\n')}\n` },
  ];
}

/** What happened once has a line of its own; what happened often is said once, with its places. */
function sectionOf(rows: readonly Repair[]): string[] {
  const groups = [...Map.groupBy(rows, ({ message }) => message)];
  const single = groups.flatMap(([, group]) => (group.length === 1 ? group : []));
  const lines = single.length === 0 ? [] : ['', ...single.map(singleLine)];
  for (const [message, group] of groups) {
    if (group.length === 1) continue;
    lines.push('', `**${oneLine(message)}** ${group.length} times:`, '', ...locationsByPlugin(group));
  }
  return lines;
}

function singleLine(row: Repair): string {
  const location = [row.plugin, row.file, row.key]
    .filter((part) => part !== undefined && part !== '')
    .join(' / ');
  const keys = row.keys === undefined ? '' : ` (${counted(row.keys.length, 'key')})`;
  return `- ${location === '' ? '' : `**${location}**${keys}: `}${oneLine(row.message)} (${row.source})`;
}

function locationsByPlugin(rows: readonly Repair[]): string[] {
  return [...Map.groupBy(rows, ({ plugin }) => plugin ?? '')].map(([plugin, group]) => {
    const shown = group.slice(0, MAX_LOCATIONS).map(shownLocationOf);
    const more = group.length > shown.length ? ` and ${group.length - shown.length} more` : '';
    const documents = [...new Set(group.map(({ source }) => source.replace(/:\d+$/, '')))];
    const from = group.length === 1 ? group[0]!.source : documents.join(', ');
    return `- ${plugin === '' ? '' : `**${plugin}**: `}${shown.join(', ')}${more} (${from})`;
  });
}

function shownLocationOf({ file, key, keys, source }: Repair): string {
  const line = /:(\d+)$/.exec(source)?.[1];
  if (keys !== undefined) return `\`${file}\` (${counted(keys.length, 'key')})`;
  const location = [file, key].filter((part) => part !== undefined && part !== '').join(' / ');
  return `\`${location}\`${line === undefined ? '' : ` line ${line}`}`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
