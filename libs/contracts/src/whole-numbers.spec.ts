import 'reflect-metadata';
import { getMetadataStorage } from 'class-validator';
import { expect, it } from 'vitest';

interface Rule {
  readonly name?: string;
  readonly constraints?: readonly unknown[];
}
const modules = import.meta.glob<Record<string, unknown>>(['./*.ts', '!./*.spec.ts'], { eager: true });

/** 1e308 is a whole number for a validator and none for a database, a disk or a comparison of fences. */
it('every whole number that comes from outside has an end that a program can keep', () => {
  const classes = Object.values(modules)
    .flatMap((one) => Object.values(one))
    .filter((one): one is new () => object => typeof one === 'function' && one.prototype !== undefined);
  let seen = 0;
  for (const one of new Set(classes)) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(one, '', false, false);
    const byProperty = Map.groupBy(rules, ({ propertyName }) => propertyName) as Map<string, Rule[]>;
    for (const [property, of] of byProperty) {
      if (!of.some(({ name }) => name === 'isInt')) continue;
      seen++;
      const end = of.find(({ name }) => name === 'max')?.constraints?.[0];
      expect(end, `${one.name}.${property}`).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
    }
  }
  expect(seen).toBeGreaterThan(20);
});
