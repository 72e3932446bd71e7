import type { InjectionToken } from '@archivesmp/service-kit';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { built } from './built.js';

class Store {
  readonly name = 'store';
}
class Other {
  readonly other = true;
}
const LIMIT: InjectionToken<number> = Symbol('limit');

class UseCase {
  constructor(
    readonly store: Pick<Store, 'name'>,
    readonly limit: number,
  ) {}
}

describe('a class that is built of its parts', () => {
  it('gets them in the order of its constructor', async () => {
    const providers = [Store, { provide: LIMIT, useValue: 7 }, built(UseCase, Store, LIMIT)];
    const module = await Test.createTestingModule({ providers }).compile();
    expect(module.get(UseCase)).toEqual(new UseCase(new Store(), 7));
  });

  it('does not compile with a part too few, or of another kind', () => {
    // @ts-expect-error the limit is missing
    built(UseCase, Store);
    // @ts-expect-error another class where the store belongs
    built(UseCase, Other, LIMIT);
    // @ts-expect-error a class where a number belongs
    built(UseCase, Store, Other);
    // @ts-expect-error the number stands where the store belongs
    built(UseCase, LIMIT, Store);
    expect(built(UseCase, Store, LIMIT)).toMatchObject({ provide: UseCase, inject: [Store, LIMIT] });
  });
});
