/**
 * Runs `work` on every item, at most `width` at a time, and gives the results in the order of the items. After the first failure nothing
 * more is begun; it is thrown once everything that was begun has ended, so that nothing goes on behind the back of whoever asked.
 */
export async function mapBounded<Item, Result>(
  width: number,
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const waiting = [...items];
  const results = new Array<Result>(waiting.length);
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    while (failure === undefined && next < waiting.length) {
      const index = next++;
      try {
        results[index] = await work(waiting[index]!);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(1, width), waiting.length) }, worker));
  if (failure !== undefined) throw (failure as { readonly error: unknown }).error;
  return results;
}
