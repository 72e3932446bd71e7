import type { OutlierView } from '@archivesmp/contracts/outlier';
import { expect, it } from 'vitest';
import { outlierLine } from './fleet-summary.js';

const ODD = {
  instance: 'HUB01',
  plugin: 'Chunky',
  file: 'config.yml',
  key: 'a',
  agree: 9,
  of: 10,
} as OutlierView;

it('tells as many outliers as it has an example of', () => {
  const such = 'such as HUB01 Chunky/config.yml a (9 of 10 agree on another value)';
  expect(outlierLine({ scope: {}, outliers: 1 }, [ODD])).toBe(`1 outlier, ${such}`);
  expect(outlierLine({ scope: {}, outliers: 0 }, [ODD])).toBe('0 outliers');
  expect(outlierLine({ scope: { instance: 'BENT01' }, outliers: 0 }, [ODD])).toBe(
    `1 outlier in the whole fleet, ${such}`,
  );
  expect(outlierLine({ scope: { plugin: 'CMI' }, outliers: 0 }, [])).toBe('0 outliers in the whole fleet');
});
