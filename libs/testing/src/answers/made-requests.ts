import type { ApiDocument, ApiOperation, Parameter, Schema } from './api-document.js';

/** One request as a stranger to the code would make it, from the document alone. */
export interface MadeRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Gives whole numbers from 0 up to, not including, a bound; the same for the same seed. */
export type Chance = (below: number) => number;

/** xorshift, so that a seed repeats a run on every machine. */
export function chanceOf(seed: number): Chance {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** What is tried wherever a text may stand: the edges of what people and programs send. */
const TEXTS = [
  '',
  ' ',
  'a',
  '0',
  '-1',
  'null',
  '../../etc/passwd',
  "' OR 1=1 --",
  '<script>',
  '%00',
  '%ff',
  'ÄÖ€',
  '😀',
  '*',
  '{{X}}',
  '\u202e',
  'x'.repeat(300),
];
const NUMBERS = [0, -1, 1, 1.5, 1e308, -1e308, 2 ** 53, 2 ** 31, 1e-9, 999_999_999];
const BROKEN_BODIES = ['', '{', 'null', '[]', '"text"', '{"a":'.repeat(50), '{"__proto__":{"a":1}}'];
const DEEPEST = 6;

/**
 * Makes requests from an OpenAPI document: mostly such as the document allows, some with one thing wrong.
 * @param known what is there, by the name of a parameter (`id`, `instance`): used as often as made-up values
 */
export class MadeRequests {
  private readonly operations: {
    readonly method: string;
    readonly path: string;
    readonly operation: ApiOperation;
  }[];

  constructor(
    private readonly document: ApiDocument,
    private readonly chance: Chance,
    private readonly known: Readonly<Record<string, readonly string[]>>,
    wanted: (method: string, path: string) => boolean,
  ) {
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => wanted(method.toUpperCase(), path))
        .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );
  }

  next(): MadeRequest {
    const { method, path, operation } = this.drawOne(this.operations);
    const parameters = operation.parameters ?? [];
    const parametersIn = (wanted: Parameter['in']) => parameters.filter((one) => one.in === wanted);
    const inPath = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(
        String(this.parameter(parameters.find((one) => one.name === name) ?? { name, in: 'path' })),
      ),
    );
    const query = new URLSearchParams();
    for (const one of parametersIn('query'))
      if (one.required === true || this.chance(3) === 0)
        for (const value of [this.parameter(one)].flat()) query.append(one.name, String(value));
    if (this.chance(20) === 0) query.append(this.text(), this.text());
    const headers: Record<string, string> = {};
    for (const one of parametersIn('header'))
      if (one.required === true || this.chance(2) === 0) headers[one.name] = this.headerText(one);
    const text = query.toString();
    return { method, path: text === '' ? inPath : `${inPath}?${text}`, ...this.body(operation, headers) };
  }

  private body(
    operation: ApiOperation,
    headers: Record<string, string>,
  ): Pick<MadeRequest, 'headers' | 'body'> {
    const contents = Object.entries(operation.requestBody?.content ?? {});
    if (contents.length === 0) return { headers };
    const [type, { schema = {} }] = this.drawOne(contents);
    const declared = this.chance(25) === 0 ? 'application/xml' : type;
    if (this.chance(12) === 0)
      return { headers: { ...headers, 'content-type': declared }, body: this.drawOne(BROKEN_BODIES) };
    const value = this.drawValue(schema, 'body', 0);
    const body = type.includes('json') ? JSON.stringify(value) : String(value);
    return { headers: { ...headers, 'content-type': declared }, body };
  }

  private parameter({ name, schema = { type: 'string' } }: Parameter): unknown {
    return this.drawValue(schema, name, 0);
  }

  /** Headers take visible ASCII only; whatever else a client refuses to send. */
  private headerText(parameter: Parameter): string {
    const text = String(this.parameter(parameter)).replaceAll(/[^\x21-\x7e]/g, '');
    return text === '' ? '*' : text;
  }

  /** A value that a schema allows; one in ten is another one. */
  private drawValue(given: Schema, name: string, depth: number): unknown {
    const schema = this.resolved(given);
    if (this.chance(10) === 0) return this.unusualValue();
    const list = (schema['enum'] as readonly unknown[] | undefined) ?? undefined;
    if (list !== undefined) return this.drawOne(list);
    const choices = (schema['oneOf'] ?? schema['anyOf']) as readonly Schema[] | undefined;
    if (choices !== undefined) return this.drawValue(this.drawOne(choices), name, depth);
    const known = this.known[name];
    if (known !== undefined && known.length > 0 && this.chance(2) === 0) return this.drawOne(known);
    if (schema['example'] !== undefined && this.chance(2) === 0) return schema['example'];
    switch (schema.type) {
      case 'object':
        return this.object(schema, depth);
      case 'array':
        return depth > DEEPEST
          ? []
          : Array.from({ length: this.chance(3) }, () =>
              this.drawValue((schema['items'] as Schema) ?? {}, name, depth + 1),
            );
      case 'integer':
      case 'number':
        return this.chance(2) === 0 ? this.chance(100) : this.drawOne(NUMBERS);
      case 'boolean':
        return this.chance(2) === 0;
      case 'string':
        return this.madeText(schema);
      default:
        return this.unusualValue();
    }
  }

  private object(schema: Schema, depth: number): Record<string, unknown> {
    const made: Record<string, unknown> = {};
    if (depth > DEEPEST) return made;
    const required = (schema['required'] as readonly string[] | undefined) ?? [];
    for (const [name, inner] of Object.entries(schema.properties ?? {}))
      if (required.includes(name) ? this.chance(20) > 0 : this.chance(3) === 0)
        made[name] = this.drawValue(inner, name, depth + 1);
    if (this.chance(20) === 0) made[this.text()] = this.unusualValue();
    return made;
  }

  private madeText({ format }: Schema): string {
    if (format === 'uuid') return '00000000-0000-4000-8000-00000000000' + this.chance(10);
    if (format === 'date-time')
      return new Date(1_700_000_000_000 + this.chance(1_000_000) * 100_000).toISOString();
    return this.text();
  }

  private unusualValue(): unknown {
    return this.drawOne([this.text(), this.drawOne(NUMBERS), null, true, [], {}, [[]], { a: [null] }]);
  }

  private text = (): string => this.drawOne(TEXTS);

  private drawOne<Item>(items: readonly Item[]): Item {
    return items[this.chance(items.length)]!;
  }

  private resolved(schema: Schema): Schema {
    const name = schema.$ref?.split('/').at(-1);
    return name === undefined ? schema : (this.document.components.schemas[name] ?? {});
  }
}
