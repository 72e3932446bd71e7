import { CONFIG_FORMATS, type ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { expect, it } from 'vitest';
import type { FormatModule } from './format-module.js';
import { FORMATS, moduleOf } from './formats.js';

it('a new format does not compile until something reads it', () => {
  const whole: Readonly<Record<ConfigFormat, FormatModule>> = FORMATS;
  // @ts-expect-error nothing reads it
  const more: Readonly<Record<ConfigFormat | 'one more', FormatModule>> = whole;
  expect(Object.keys(more)).toEqual(CONFIG_FORMATS);
});

it('each is read by its own module, and one that only a newer version knows by none', () => {
  for (const format of CONFIG_FORMATS) expect(moduleOf(format)?.format).toBe(format);
  expect(moduleOf('toString' as ConfigFormat)).toBeUndefined();
});
