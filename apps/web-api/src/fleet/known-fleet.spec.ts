import { expect, it } from 'vitest';
import { KnownFleet } from './known-fleet.js';

const INSTANCES = ['SMP101', 'BENT01'].map((name) => ({
  ...{ id: `id-${name}`, name, openFindings: { drift: 0, documented: 0, not_judged: 0 }, claimedBy: [] },
}));

function fleetOf(names: readonly string[] = ['hetzner', 'ovh'], instances = INSTANCES): KnownFleet {
  const found = ({ instance }: { instance?: string } = {}) =>
    Promise.resolve(instances.filter(({ name }) => instance === undefined || name === instance));
  return new KnownFleet(
    {
      listHosts: () => Promise.resolve(names.map((name) => ({ name }))),
      listInstances: found,
      listInstanceRecords: found,
    } as never,
    {} as never,
  );
}
const detail = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error: { detail: string }) => error.detail,
  );

it('names the host or the instance that was meant, else those there are', async () => {
  const fleet = fleetOf();
  expect(await detail(fleet.host('hetznre', 'host'))).toBe(
    'host is not a host of the fleet; did you mean hetzner?',
  );
  expect(await detail(fleet.host('x', 'host', 'all'))).toBe(
    'host is not a host of the fleet; there are all, hetzner, ovh.',
  );
  expect(await detail(fleet.host('ovh', 'host'))).toBe('nothing');
  expect(await detail(fleet.instance('BENT1', 'instance'))).toBe(
    'instance is neither name nor UUID of an instance; did you mean BENT01?',
  );
  expect(await detail(fleet.oneInstance('BENT1'))).toBe(
    'There is no instance with this name or id; did you mean BENT01?',
  );
  expect(await detail(fleet.oneInstance('x'))).toBe(
    'There is no instance with this name or id; there are BENT01, SMP101.',
  );
});

it('says that nothing was discovered yet', async () => {
  const fleet = fleetOf([], []);
  expect(await detail(fleet.host('ovh', 'host'))).toMatch(/no host was discovered yet\.$/);
  expect(await detail(fleet.instance('A', 'instance'))).toMatch(/no instance was discovered yet\.$/);
  expect(await detail(fleet.oneInstance('A'))).toBe('There is no instance with this name or id.');
});
