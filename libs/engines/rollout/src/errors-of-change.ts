/**
 * Errors in a server's log that count for one change, where several were read by the same start: those that name a plugin of another
 * change, and none of its own, are that one's.
 * @param mine plugins of the change, @param others plugins of changes that wait for the same verdict
 */
export const errorsOfChange = (
  errors: readonly string[],
  mine: readonly string[],
  others: readonly string[],
): string[] => errors.filter((line) => namesOneOf(line, mine) || !namesOneOf(line, others));

const namesOneOf = (line: string, plugins: readonly string[]): boolean =>
  plugins.some((plugin) => {
    const around = line.toLowerCase().split(plugin.toLowerCase());
    return around.slice(1).some((after, index) => !/\w$/.test(around[index]!) && !/^\w/.test(after));
  });
