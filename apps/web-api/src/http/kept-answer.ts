/** An answer as it may be kept in a row: without the fields of these names, however deep they lie. */
export function keptAnswer(body: unknown, neverKept: readonly string[]): unknown {
  if (neverKept.length === 0 || body === null || typeof body !== 'object') return body;
  if (Array.isArray(body)) return body.map((item) => keptAnswer(item, neverKept));
  // A date is an object without fields, and has to become the text that the first answer had
  if ('toJSON' in body) return body;
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => !neverKept.includes(name))
      .map(([name, value]) => [name, keptAnswer(value, neverKept)]),
  );
}
