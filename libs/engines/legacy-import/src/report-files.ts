import type { OutputFile } from './baseline-files.js';
import { REPAIR_KINDS, type RepairKind, type RepairReport } from './repair-report.js';

const TITLES: Record<RepairKind, string> = {
  not_understood: 'Not understood: somebody has to read these',
  value_conflict: 'Two documents disagree',
  key_conflict: 'Keys that could not be placed as written',
  secret: 'Credentials in plain text',
  value_guessed: 'Values with more than one reading',
  data_not_config: 'Left out: data, not configuration',
  source_only_here: 'Known to one document only',
  matrix_unreliable: 'Deployment matrix',
  file_guessed: 'Which file a key belongs to',
};

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
  const kinds = (Object.keys(TITLES) as RepairKind[]).filter((kind) => REPAIR_KINDS.includes(kind));
  for (const kind of kinds) lines.push(`| ${TITLES[kind]} | ${counts.get(kind) ?? 0} |`);
  for (const kind of kinds) {
    const rows = report.repairs.filter((row) => row.kind === kind);
    if (rows.length === 0) continue;
    lines.push('', `## ${TITLES[kind]}`, '');
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
