import 'reflect-metadata';
import { Problem } from '@archivesmp/contracts/problem';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateDto } from './validation.pipe.js';

class Item {
  @IsString() name!: string;
  @IsInt() @IsOptional() size?: number;
}

class Listing {
  @IsString() @MinLength(1) @MaxLength(128) host!: string;
  @IsArray() @ArrayMaxSize(5_000) @ValidateNested({ each: true }) @Type(() => Item) items!: Item[];
}

const items = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ name: `n${index}`, size: index }));
async function mistakes(value: object): Promise<string[]> {
  const refusal = await validateDto(Listing, value, 'body').catch((error: unknown) => error);
  if (!(refusal instanceof Problem)) return [];
  return (refusal.options.errors ?? []).map(({ field, message }) => `${field} ${message}`);
}

describe('values from outside', () => {
  it.each([
    [{ items: [] }, 'host is required'],
    [{ items: [], host: 1 }, 'host must be a string'],
    [{ host: 'h', items: [{ name: 1 }] }, 'items.0.name must be a string'],
    [{ host: 'h', items: [], more: 1 }, 'more is not known here; allowed: host, items'],
    [{ host: 'h', items: 'x' }, 'items must be an array'],
  ])('%j: %s', async (value, mistake) => {
    expect(await mistakes(value)).toContain(mistake);
  });

  it('that are null are left out: optional ones are absent, required ones missing, unknown ones unknown', async () => {
    const dto = await validateDto(Item, { name: 'x', size: null }, 'body');
    expect(dto.size).toBeUndefined();
    expect(await mistakes({ host: null, items: [], more: null })).toEqual([
      'more is not known here; allowed: host, items',
      'host is required',
    ]);
  });

  it('of thousands of items are told with the number of each', async () => {
    const wrong = items(4_000);
    wrong[0] = { name: 1 };
    wrong[3_999] = { name: 'x', extra: true };
    expect(await mistakes({ host: 'h', items: wrong })).toEqual([
      'items.0.name must be a string',
      'items.3999.extra is not known here; allowed: name, size',
    ]);
  });

  it('of more items than are allowed are refused for their number alone', async () => {
    expect(await mistakes({ host: 'h', items: items(5_001) })).toEqual([
      'items must contain no more than 5000 elements',
    ]);
  });

  it('come out whole and in order, however many there are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1_200 }), async (count) => {
        const dto = await validateDto(Listing, { host: 'h', items: items(count) }, 'body');
        expect(dto.items).toEqual(items(count).map((item) => Object.assign(new Item(), item)));
        expect(dto.items.every((item) => item instanceof Item)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('never hold up everything else, however many there are', async () => {
    let ticks = 0;
    const counting = setInterval(() => ticks++, 0);
    await validateDto(Listing, { host: 'h', items: items(5_000) }, 'body');
    clearInterval(counting);
    expect(ticks).toBeGreaterThan(3);
  });
});
