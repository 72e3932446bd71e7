import type { OutputFile } from './baseline-files.js';
import { REPAIR_TITLES, type RepairKind, type RepairReport } from './repair-report.js';

/** The repair report twice: `repairs.json` for programs, `REPAIRS.md` for people. Holds no values of secret-looking keys. */
export function reportFiles(report: RepairReport): OutputFile[] {
  const counts = report.counts();
  const lines = [
    '# Repair report',
    '',
    'Every guess and conflict of the import. What is listed here should be read by somebody who knows the servers.',
    '',
  ];
  lines.push('| what | rows |', '|---|---|');
  const kinds = Object.keys(REPAIR_TITLES) as RepairKind[];
  for (const kind of kinds) lines.push(`| ${REPAIR_TITLES[kind]} | ${counts.get(kind) ?? 0} |`);
  for (const kind of kinds) {
    const rows = report.repairs.filter((row) => row.kind === kind);
    if (rows.length === 0) continue;
    lines.push('', `## ${REPAIR_TITLES[kind]}`, '');
    for (const row of rows) {
      const place = [row.plugin, row.file, row.key]
        .filter((part) => part !== undefined && part !== '')
        .join(' / ');
      lines.push(`- ${place === '' ? '' : `**${place}**: `}${oneLine(row.message)} (${row.source})`);
    }
  }
  return [
    { path: 'repairs.json', text: `${JSON.stringify(report.repairs, null, 1)}\n` },
    { path: 'REPAIRS.md', text: `${lines.join('\n')}\n` },
  ];
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
