import { describe, expect, it } from 'vitest';
import { importLegacy } from './import-legacy.js';
import type { LegacyDocument } from './legacy-document.js';
import type { LiveFile } from './live-file.js';

const document = (path: string, text: string): LegacyDocument => ({
  path,
  bytes: new TextEncoder().encode(text),
});
const live = (plugin: string, path: string, ...keys: string[]): LiveFile => ({
  plugin,
  path,
  keys: new Set(keys),
});

async function run(documents: LegacyDocument[], liveFiles: LiveFile[] = []) {
  const { files, report } = await importLegacy(documents, liveFiles);
  return { text: (path: string) => files.find((file) => file.path === path)?.text, repairs: report.repairs };
}

describe('the import', () => {
  it('puts a key into the live file that has it and lists the choice', async () => {
    const { text, repairs } = await run(
      [document('universal_configs/Demo_universal_config.md', '`hello` = "hi"\n`limit.max` = 5\n')],
      [live('Demo', 'config.yml', 'limit', 'limit.max'), live('Demo', 'messages.yml', 'hello')],
    );
    expect(text('baselines/Demo/config.yml')).toBe('limit:\n  max: 5\n');
    expect(text('baselines/Demo/messages.yml')).toBe('hello: hi\n');
    expect(repairs.map((row) => row.kind)).toEqual(['file_from_live', 'file_from_live']);
  });

  it('without live files writes config.yml and says that this is a guess', async () => {
    const { text, repairs } = await run([
      document('universal_configs/Demo_universal_config.md', '`a` = 1\n'),
    ]);
    expect(text('baselines/Demo/config.yml')).toBe('a: 1\n');
    expect(repairs[0]).toMatchObject({ kind: 'file_guessed', file: 'config.yml' });
    expect(repairs[0]!.message).toContain('a');
  });

  it('lets the expectations decide where both speak, and tells a type from a conflict', async () => {
    const { text, repairs } = await run([
      document(
        'universal_configs/Demo_universal_config.md',
        '```yaml\nconfig.slot: 37\nconfig.mode: old\n```\n',
      ),
      document(
        'expectations/paper/universal_configs.json',
        '{"Demo": {"config.slot": "37", "config.mode": "new"}}',
      ),
    ]);
    expect(text('baselines/Demo/config.yml')).toBe("slot: '37'\nmode: new\n");
    expect(repairs.filter((row) => row.key === 'slot')).toMatchObject([{ kind: 'value_guessed' }]);
    expect(repairs.filter((row) => row.key === 'mode')).toMatchObject([{ kind: 'value_conflict' }]);
  });

  it('keeps both when one key is a value and a section', async () => {
    const { text, repairs } = await run([
      document('universal_configs/Demo_universal_config.md', '`a` = 1\n`a.b` = 2\n'),
    ]);
    expect(text('baselines/Demo/config.yml')).toBe('a: 1\na.b: 2\n');
    expect(repairs).toContainEqual(expect.objectContaining({ kind: 'key_conflict', key: 'a.b' }));
  });

  it('writes documented variances by instance into the file of their key', async () => {
    const { text } = await run(
      [
        document(
          'expectations/paper/variable_configs.json',
          '{"CMI": {"ReSpawn.Enabled": {"BENT01": false, "HUB01": true}}}',
        ),
      ],
      [live('CMI', 'settings.yml', 'ReSpawn.Enabled')],
    );
    expect(text('deviations.yml')).toBe(
      'deviations:\n  CMI:\n    settings.yml:\n      ReSpawn.Enabled:\n        BENT01: false\n        HUB01: true\n',
    );
  });

  it('names credentials without their values', async () => {
    const { text, repairs } = await run([
      document('universal_configs/Demo_universal_config.md', '`Database.Password` = "canary-one"\n'),
      document('expectations/paper/universal_configs.json', '{"Demo": {"Database.Password": "canary-two"}}'),
    ]);
    expect(repairs).toContainEqual(expect.objectContaining({ kind: 'secret', key: 'Database.Password' }));
    expect(`${text('repairs.json')}${text('REPAIRS.md')}`).not.toContain('canary');
  });

  it('leaves player records out and says so', async () => {
    const { text, repairs } = await run([
      document(
        'universal_configs/Duels_universal_config.md',
        "```yaml\nusers/251019b9-de30-4651-ad7a-6b854337648e: {'wins': 3}\n```\n",
      ),
    ]);
    expect(text('baselines/Duels/users/251019b9-de30-4651-ad7a-6b854337648e.yml')).toBeUndefined();
    expect(repairs).toContainEqual(expect.objectContaining({ kind: 'data_not_config', key: 'wins' }));
  });

  it('reports malformed and unknown documents and goes on', async () => {
    const { text, repairs } = await run([
      document('expectations/paper/universal_configs.json', '{broken'),
      document('notes.txt', 'hello'),
      document('universal_configs/Demo_universal_config.md', '`a` = 1\n'),
    ]);
    expect(text('baselines/Demo/config.yml')).toBe('a: 1\n');
    expect(repairs.filter((row) => row.kind === 'not_understood').map((row) => row.source)).toEqual([
      'expectations/paper/universal_configs.json',
      'notes.txt',
    ]);
  });

  it('reports where two documents disagree about a plugin', async () => {
    const { text, repairs } = await run([
      document('deployment_matrix.csv', 'plugin_name,platform,server_A\nDemo,paper,True\n'),
      document('plugin_registry.yaml', 'Demo:\n  platform: velocity\n'),
    ]);
    expect(text('plugin-registry.yml')).toContain('platform: velocity');
    expect(repairs).toContainEqual(
      expect.objectContaining({ kind: 'value_conflict', plugin: 'Demo', key: 'platform' }),
    );
  });

  it('reads the registry, the matrix and the platform list into one registry', async () => {
    const { text, repairs } = await run([
      document(
        'reference_data/deployment_matrix.csv',
        '\uFEFFplugin_name,plugin_type,update_source,server_BENT01,server_HUB01\n"a, b",bukkit,manual,True,False\nDemo,bukkit,github,False,False\n',
      ),
      document(
        'reference_data/plugin_registry.yaml',
        'Demo:\n  github_repo: demo/demo\n  current_version: 22.2\n',
      ),
      document(
        'reference_data/plugin_platform_categorization.json',
        '{"platforms": {"velocity": {"plugins": ["Demo"]}}, "consolidated": {"Demo": ["a, b"]}}',
      ),
    ]);
    expect(text('plugin-registry.yml')).toContain("'a, b':\n    plugin_type: bukkit");
    expect(text('plugin-registry.yml')).toContain('part_of: Demo');
    expect(text('plugin-registry.yml')).toContain('github_repo: demo/demo');
    expect(text('plugin-registry.yml')).toContain('platform: velocity');
    expect(repairs).toContainEqual(expect.objectContaining({ kind: 'matrix_unreliable' }));
  });

  it('loses nothing of the others when one document of each kind is broken', async () => {
    const { text, repairs } = await run([
      document('deployment_matrix.csv', 'plugin_name;plugin_type;server_A\r\n"CMI;x;True\r\n'),
      document('old/deployment_matrix.csv', 'name,server_A\nCMI,True\n'),
      document(
        'new/deployment_matrix.csv',
        'sep=;\r\nplugin_name;plugin_type;server_A\r\nDemo;paper;True\r\n',
      ),
      document('deployment_matrix.xlsx', 'no workbook'),
      document('x_Variable_Configurations.xlsx', 'no workbook'),
      document('plugin_registry.yaml', 'a: [1'),
      document('plugin_platform_categorization.json', '[1,'),
      document('deviations.yml', '\t- x'),
      document('variable_configs.json', '{'),
      document('universal_configs/Demo_universal_config.md', '`a` = 1\n'),
    ]);
    expect(text('baselines/Demo/config.yml')).toBe('a: 1\n');
    expect(text('plugin-registry.yml')).toContain('instances:\n    - A');
    const named = repairs
      .filter(({ kind }) => kind === 'not_understood')
      .map(({ source }) => source.split(':')[0]);
    expect([...new Set(named)].sort()).toEqual([
      'deployment_matrix.csv',
      'deployment_matrix.xlsx',
      'deviations.yml',
      'old/deployment_matrix.csv',
      'plugin_platform_categorization.json',
      'plugin_registry.yaml',
      'variable_configs.json',
      'x_Variable_Configurations.xlsx',
    ]);
    expect(repairs.find(({ source }) => source === 'old/deployment_matrix.csv')?.message).toContain(
      '"plugin_name"',
    );
  });
});
