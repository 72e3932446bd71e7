import { expect, it } from 'vitest';
import { runAsmp } from './program.js';
import { collectingTerminal } from './terminal/collecting-terminal.js';

async function asmp(...args: string[]) {
  const terminal = collectingTerminal();
  const exitCode = await runAsmp(args, terminal);
  return { exitCode, out: terminal.printed.join('\n'), err: terminal.messages.join('\n') };
}

const VERBS = ['scan', 'explain', 'outliers', 'noise', 'dump', 'set', 'unset', 'import'];

it('the help names every verb and the exit codes', async () => {
  const { exitCode, out, err } = await asmp('--help');
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  for (const verb of VERBS) expect(out).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
  expect(out).toMatch(/Exit codes: 0 .* 2 drift .* 1 /);
});

it.each([
  ['scan'],
  ['explain'],
  ['outliers'],
  ['noise'],
  ['dump'],
  ['set'],
  ['unset'],
  ['import', 'legacy'],
  ['secrets', 'check'],
])('the help of %s shows command lines', async (...verb) => {
  const { exitCode, out } = await asmp(...verb, '--help');
  expect(exitCode).toBe(0);
  expect(out).toContain(`Examples:\n  asmp ${verb.join(' ')} `);
});

it.each([
  [['help', 'backup', 'take'], /^Usage: asmp backup take /],
  [['help', 'secrets', 'check'], /^Usage: asmp secrets check /],
  [['help', 'scan'], /^Usage: asmp scan /],
  [['help'], /^Usage: asmp <verb>/],
  [['backup', 'help', 'take'], /^Usage: asmp backup take /],
])('%j shows the help of just that', async (words, usage) => {
  expect(await asmp(...words)).toMatchObject({ exitCode: 0, err: '', out: expect.stringMatching(usage) });
});

it('help names the verb that was meant', async () => {
  expect((await asmp('help', 'backup', 'tkae')).err).toBe(
    'asmp: there is no verb tkae in backup; did you mean take?',
  );
  expect(await asmp('help', 'bakup')).toMatchObject({ exitCode: 1, err: expect.stringContaining('backup?') });
});

it('an unknown verb is an error with the one that was meant', async () => {
  expect(await asmp('sacn')).toMatchObject({
    exitCode: 1,
    out: '',
    err: expect.stringMatching(/^asmp: unknown command 'sacn'\n\(Did you mean scan\?\)/),
  });
});

it('an option that is missing or unknown is an error', async () => {
  expect((await asmp('scan')).err).toMatch(/^asmp: required option '--baselines <dir>'/);
  expect(await asmp('dump', '--jsno', 'x')).toMatchObject({
    exitCode: 1,
    err: expect.stringMatching(/Did you mean --json/),
  });
});

it('says its version', async () => {
  expect(await asmp('--version')).toMatchObject({
    exitCode: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+$/),
  });
});

it('the help puts verbs that talk to the hub where hubs stand', async () => {
  const { out } = await asmp('help');
  const groups = out.split(/\n(?=\S[^\n]*:\n)/);
  const hub = groups.find((group) => group.startsWith('On a running hub:'));
  expect(hub).toMatch(/^ +host /m);
});
