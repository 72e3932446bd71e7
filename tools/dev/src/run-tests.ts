import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import colors from 'picocolors';
import { campaignSections } from './campaign-specs.js';
import { CHECKOUT, inCheckout } from './checkout.js';
import { ensurePrograms, installOptionalPrograms } from './install-programs.js';
import { duration, type DevProgress } from './progress.js';
import { countTests, type TestCount } from './test-count.js';
import {
  batchesOf,
  chosenSections,
  programsOf,
  optionalProgramsOf,
  type TestSection,
} from './test-sections.js';

/** `./dev test full [PART ...]`: the campaigns at their full size. */
const FULL_TIER = 'full';
const NOTHING: TestCount = { passed: 0, failed: 0, skipped: 0 };

/**
 * `./dev test`: everything that CI runs, one section after the other; a failing one does not keep the others from telling.
 * Its last line is `N passed, N failed` over all test runs, where a check that does not hold counts as one failure.
 */
export async function runTests(names: readonly string[], progress: DevProgress): Promise<number> {
  const [tier, ...parts] = names;
  const full = tier === FULL_TIER;
  const sections = full ? campaignSections(parts) : chosenSections(names);
  ensurePrograms(programsOf(sections), progress);
  installOptionalPrograms(optionalProgramsOf(sections), progress);
  const reports = mkdtempSync(path.join(os.tmpdir(), 'asmp-test-reports-'));
  const results: { section: TestSection; count: TestCount; ms: number }[] = [];
  try {
    for (const batch of batchesOf(sections)) {
      // Of several that run side by side, each says what it has to say when it is over
      const quiet = batch.length > 1;
      await Promise.all(
        batch.map(async (section) => {
          if (!quiet) announce(section, progress);
          const began = performance.now();
          const { count, output } = await runSection(section, { reports, full, quiet });
          const ms = performance.now() - began;
          results.push({ section, count, ms });
          if (quiet) announce(section, progress);
          if (output !== '') progress.line(output);
          progress.line(resultLine(section, count, ms));
        }),
      );
    }
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
  progress.line();
  progress.heading('━━ All');
  for (const { section, count, ms } of results) progress.line(resultLine(section, count, ms));
  for (const failure of results.flatMap(({ count }) => count.failures ?? []))
    progress.line(`${colors.red('✗')} ${failure}`);
  const passed = results.reduce((sum, { count }) => sum + count.passed, 0);
  const failed = results.reduce((sum, { count }) => sum + count.failed, 0);
  progress.line(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function announce({ title }: TestSection, progress: DevProgress): void {
  progress.line();
  progress.heading(`━━ ${title}`);
}

/** How a section is run. */
interface Manner {
  /** Folder for what Vitest reports. */
  readonly reports: string;
  /** Campaigns at their full size. */
  readonly full: boolean;
  /** true: what it says is given back instead of shown at once. */
  readonly quiet: boolean;
}

async function runSection(
  section: TestSection,
  { reports, full, quiet }: Manner,
): Promise<{ count: TestCount; output: string }> {
  if (section.kind === 'check') {
    const { code, output } = await ended('npm', ['run', '--silent', section.script], {}, quiet);
    return { count: code === 0 ? NOTHING : { ...NOTHING, failed: 1 }, output };
  }
  const report = path.join(reports, `${section.name}.json`);
  const vitest = [inCheckout('node_modules/vitest/vitest.mjs'), 'run', '--config', section.config];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const args = [...vitest, ...(section.only ?? []), '--passWithNoTests', ...reporters];
  const env = full ? { ARCHIVESMP_CAMPAIGN: 'full' } : {};
  const { code, output } = await ended(process.execPath, args, env, quiet);
  return { count: countTests(report, code), output };
}

function resultLine({ title, kind }: TestSection, count: TestCount, ms: number): string {
  const mark = count.failed === 0 ? colors.green('✓') : colors.red('✗');
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
  const verdict =
    kind === 'check'
      ? count.failed === 0
        ? 'holds'
        : 'does not hold'
      : `${count.passed} passed, ${count.failed} failed${skipped}`;
  return `${mark} ${title}: ${verdict} (${duration(ms)})`;
}

async function ended(
  command: string,
  args: readonly string[],
  extra: NodeJS.ProcessEnv,
  quiet: boolean,
): Promise<{ code: number; output: string }> {
  // The pinned Node first: what the tests start must not fall back to the machine's own.
  const PATH = [inCheckout('node_modules/.bin'), process.env['PATH']].join(path.delimiter);
  // With CI set, Vitest compares generated tables and documents and never writes them, and refuses a forgotten `.only`.
  const env = { ...process.env, ...extra, PATH, CI: 'true' };
  const child = spawn(command, args, { cwd: CHECKOUT, env, stdio: quiet ? 'pipe' : 'inherit' });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, output: output.join('').trimEnd() };
}
