import { expect, it } from 'vitest';
import { whyMissing } from './missing-plugin.js';

it('a plugin that is missing is told from one whose name differs in case alone', () => {
  expect(whyMissing('CMI', ['cmi', 'CMI', 'CMILib', 'Cmi'])).toContain('but as Cmi, cmi; upper and lower');
  expect(whyMissing('CMI', ['CMILib'])).toContain('is not installed here; if that is intended');
});
