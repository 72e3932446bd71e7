/** How a field that takes any JSON value (of a key, of a setting) is described in the API document. */
export const JSON_VALUE = { oneOf: [{ $ref: '#/components/schemas/JsonValue' }] };

/** How the path of a key is described: names of maps, places in lists; never joined by dots. */
export const KEY_PATH = {
  type: 'array' as const,
  items: { oneOf: [{ type: 'string' as const }, { type: 'integer' as const }] },
};
