import { plantedSecrets } from '@archivesmp/testing/planted-secrets';
import { expect, it } from 'vitest';
import { maskSecrets } from './mask-secrets.js';

const PLANTED = plantedSecrets('log');

it('shows no secret of any kind in the facts of a line', () => {
  const seen = PLANTED.filter(({ key, value, canary }) =>
    JSON.stringify(maskSecrets({ settings: { [key]: value } })).includes(canary),
  );
  expect(seen.map(({ kind }) => kind)).toEqual([]);
});
