import { getMetadataArgsStorage } from 'typeorm';
import { expect, it } from 'vitest';
import { JsonColumn } from './json-column.js';

class Sample {
  @JsonColumn({ nullable: true }) detail!: object | null;
}

const { options } = getMetadataArgsStorage().columns.find(({ target }) => target === Sample)!;
const written = (value: unknown): string | undefined =>
  JSON.stringify((options.transformer as { to(value: unknown): unknown }).to(value));

it('writes JSON that MariaDB takes: half of a character becomes one that says so', () => {
  expect(written({ text: 'half \ud83d' })).toBe('{"text":"half \ufffd"}');
  expect(written(['whole', 1, true, { a: null }])).toBe('["whole",1,true,{"a":null}]');
});

it('writes null as the JSON value null, and leaves a column alone that nothing is said about', () => {
  expect(written(null)).toBe('null');
  expect(written(undefined)).toBeUndefined();
});

it('declares a column that may be NULL only where that is said', () => {
  expect(options).toMatchObject({ type: 'json', nullable: true });
});
