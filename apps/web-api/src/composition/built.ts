import type { InjectionToken } from '@archivesmp/service-kit';
import type { Provider } from '@nestjs/common';

/** What names a part: its class, or a token where a class would not tell it from others. */
type TokenOf<Part> = { readonly prototype: Part } | InjectionToken<Part>;
type TokensOf<Parts extends readonly unknown[]> = { readonly [At in keyof Parts]: TokenOf<Parts[At]> };

/**
 * A plain class and the parts its constructor is given, in its order; a wrong one does not compile. So no use case knows Nest, and a test
 * builds it with `new`.
 */
export const built = <Parts extends readonly unknown[]>(
  type: new (...parts: Parts) => unknown,
  ...parts: NoInfer<TokensOf<Parts>>
): Provider => ({
  provide: type,
  useFactory: (...given: unknown[]) => new type(...(given as unknown as Parts)),
  inject: [...(parts as readonly (InjectionToken<unknown> | { readonly prototype: object })[])] as never[],
});
