/** An answer as it may be kept in a row: without the fields of these names, however deep they lie. */
export function storableAnswer(body: unknown, neverStored: readonly string[]): unknown {
  if (neverStored.length === 0 || body === null || typeof body !== 'object') return body;
  if (Array.isArray(body)) return body.map((item) => storableAnswer(item, neverStored));
  // A date is an object without fields, and has to become the text that the first answer had
  if ('toJSON' in body) return body;
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => !neverStored.includes(name))
      .map(([name, value]) => [name, storableAnswer(value, neverStored)]),
  );
}
