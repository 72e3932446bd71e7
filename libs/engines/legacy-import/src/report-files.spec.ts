import { expect, it } from 'vitest';
import { RepairReport } from './repair-report.js';
import { reportFiles } from './report-files.js';

function written(): { markdown: string; json: unknown } {
  const report = new RepairReport();
  const secret = { kind: 'secret', message: 'Looks like a credential.', file: 'config.yml' } as const;
  report.addRepair({ ...secret, plugin: 'CMI', key: 'mysql.password', source: 'a.md:3' });
  report.addRepair({ ...secret, plugin: 'CMI', key: 'redis.password', source: 'a.md:9' });
  report.addRepair({ ...secret, plugin: 'Plan', key: 'password', source: 'b.md:1' });
  report.addRepair({ kind: 'not_understood', message: 'No key.\nAt all.', source: 'c.md:7' });
  const keys = Array.from({ length: 500 }, (_, index) => `key${index}`);
  for (let index = 0; index < 40; index++)
    report.addRepair({
      kind: 'file_guessed',
      message: 'Put here: guessed.',
      plugin: 'X',
      file: `f${index}.yml`,
      keys,
      source: 'x.md:1',
    });
  const [json, markdown] = reportFiles(report);
  return { markdown: markdown!.text, json: JSON.parse(json!.text) };
}

it('says once what happened often, with its places by plugin, and what is to be done', () => {
  const { markdown } = written();
  expect(markdown).toContain('## Credentials in plain text (3)\n\nThese are readable in the output');
  expect(markdown).toContain(
    '**Looks like a credential.** 3 times:\n\n' +
      '- **CMI**: `config.yml / mysql.password` line 3, `config.yml / redis.password` line 9 (a.md)\n' +
      '- **Plan**: `config.yml / password` line 1 (b.md:1)',
  );
  expect(markdown).toContain('\n- No key. At all. (c.md:7)\n');
});

it('counts what is too long to read, and keeps all of it for programs', () => {
  const { markdown, json } = written();
  expect(markdown).toContain('`f0.yml` (500 keys), ');
  expect(markdown).toContain('and 10 more (x.md)');
  expect(markdown.length).toBeLessThan(5_000);
  expect(json).toHaveLength(44);
  expect((json as { keys?: string[] }[]).at(-1)!.keys).toHaveLength(500);
});

it('begins with the number of rows of each kind that there is', () => {
  const { markdown } = written();
  expect(markdown).toContain('| Credentials in plain text | 3 |');
  expect(markdown).not.toContain('Deployment matrix');
});
