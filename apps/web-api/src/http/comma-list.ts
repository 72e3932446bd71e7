import { Transform } from 'class-transformer';

/** Reads `a,b` and repeated parameters (`?x=a&x=b`) as a list of texts. */
export const CommaList = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => {
    if (value === undefined) return undefined;
    const parts = (Array.isArray(value) ? value : [value]).flatMap((part: unknown) =>
      String(part).split(','),
    );
    return parts.map((part) => part.trim());
  });

/** The message of a filter that takes one or several of a few values. */
export const oneOrSeveral = (values: readonly string[]) => ({
  each: true,
  message: `must be one of ${values.join(', ')}, or several of them with commas`,
});
