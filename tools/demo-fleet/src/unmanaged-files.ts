import type { DemoInstance } from './demo-instances.js';

/** The odd one out: no baseline says what is right here, the other servers do. */
export const OUTLIER = {
  instance: 'HUB01',
  plugin: 'Chunky',
  file: 'config.yml',
  path: ['continue-on-restart'],
  value: true,
  majority: false,
} as const;

const chunky = (isOutlier: boolean): string =>
  `# Loads the world in advance
version: 2
language: en
continue-on-restart: ${isOutlier}
force-load-existing-chunks: false
silent: false
update-interval: 1
`;

/** What lies on every game server and is no business of a baseline: data, lists of players, logs. */
export function unmanagedFiles(instance: DemoInstance): Map<string, string> {
  const files = new Map<string, string>();
  if (instance.platform === 'velocity') files.set('forwarding.secret', 'demo-only-forwarding');
  if (instance.platform !== 'paper') return files;
  files.set('plugins/Chunky/config.yml', chunky(instance.name === OUTLIER.instance));
  files.set('eula.txt', 'eula=true\n');
  files.set('ops.json', '[]\n');
  files.set('whitelist.json', '[]\n');
  files.set('logs/latest.log', '[10:00:00] [Server thread/INFO]: Done (2.718s)! For help, type "help"\n');
  files.set('world/level.dat', 'not a real world');
  files.set(
    'plugins/Essentials/userdata/00000000-0000-4000-8000-000000000001.yml',
    `money: '${instance.port}'\nlast-account-name: Player1\n`,
  );
  return files;
}
