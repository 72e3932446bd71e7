import { describe, expect, it } from 'vitest';
import { devOptions, WrongUsage } from './dev-options.js';

describe('what is typed behind ./dev', () => {
  it('has a port from the command line or the environment', () => {
    expect(devOptions(['up'], {})).not.toHaveProperty('port');
    expect(devOptions(['up'], { ARCHIVESMP_PORT: '8100' }).port).toBe(8100);
    expect(devOptions(['up', '--port', '8200'], { ARCHIVESMP_PORT: '8100' }).port).toBe(8200);
  });

  it('carries the folder of a fleet, the scope of a scan, the names of processes', () => {
    expect(devOptions(['up', '--fleet', '../fleet'], {})).toMatchObject({ verb: 'up', fleet: '../fleet' });
    expect(devOptions(['scan', '--host', 'ovh', '--plugin', 'CMI'], {}).scope).toEqual({
      host: 'ovh',
      plugin: 'CMI',
    });
    expect(devOptions(['logs', 'hub', '-f'], {})).toMatchObject({ names: ['hub'], follow: true });
  });

  it.each([
    [[]],
    [['start']],
    [['up', '--fleets', 'x']],
    [['up', '--port', 'eighty']],
    [['up', '--port', '0']],
  ])('is refused when it means nothing: %j', (argv) => {
    expect(() => devOptions(argv, {})).toThrow(WrongUsage);
  });
});
