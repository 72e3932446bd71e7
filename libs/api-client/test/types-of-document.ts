/** The parts of an OpenAPI 3.1 document that types are made of. */
export interface TypedDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, TypedSchema>> };
}

export interface TypedSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly items?: TypedSchema;
  readonly properties?: Readonly<Record<string, TypedSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | TypedSchema;
  readonly allOf?: readonly TypedSchema[];
  readonly oneOf?: readonly TypedSchema[];
  readonly description?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: TypedSchema;
}

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content; readonly required?: boolean };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema?: TypedSchema }>>;

/** Text of a file of types: one per schema of the document, in its order. */
export function schemaTypes(document: TypedDocument): string {
  const types = Object.entries(document.components.schemas).map(([name, schema]) => {
    const { properties } = schema;
    const isShape = properties !== undefined && Object.keys(properties).length > 0;
    return isShape
      ? `${comment(schema.description)}export interface ${name} ${shapeText(schema)}`
      : `${comment(schema.description)}export type ${name} = ${typeText(schema)};`;
  });
  return `${HEADER}${types.join('\n\n')}\n`;
}

/**
 * Text of a file with every route (`GET /api/v1/plans`): what it takes, what it answers, and which may be sent again under the
 * same Idempotency-Key.
 */
export function routeTypes(document: TypedDocument): string {
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );
  const members = routes.map(
    ({ name, operation }) => `${comment(operation.summary)}${quoted(name)}: {${routeText(operation)}};`,
  );
  const repeatable = routes.filter(({ operation }) =>
    operation.parameters?.some((one) => one.name === 'Idempotency-Key'),
  );
  const routesText = `export interface Routes {\n${members.join('\n')}\n}\n`;
  const names = new Set([...routesText.matchAll(/\bSchemas\.(\w+)/g)].map((match) => match[1]));
  const imports =
    names.size === 0
      ? ''
      : `import type { ${[...names].sort().join(', ')} } from './schemas.generated.js';\n\n`;
  return `${HEADER}${imports}${routesText.replaceAll('Schemas.', '')}
/** Routes that have one effect however often a request is sent under the same Idempotency-Key. */
export const REPEATABLE_ROUTES: ReadonlySet<string> = new Set<keyof Routes>([${repeatable
    .map(({ name }) => quoted(name))
    .join(', ')}]);
`;
}

const HEADER = `// Made from docs/openapi.json by \`npm run tables\`; a test fails while it is older than the document.\n\n`;

/** Headers that the client sets by itself. */
const OWN_HEADERS = new Set(['Idempotency-Key', 'Last-Event-ID']);

function routeText({ parameters = [], requestBody, responses }: Operation): string {
  const members: string[] = [];
  for (const [wireName, member] of Object.entries({ path: 'path', query: 'query', header: 'headers' })) {
    const those = parameters.filter((one) => one.in === wireName && !OWN_HEADERS.has(one.name));
    if (those.length === 0) continue;
    const optional = those.every((one) => one.required !== true) ? '?' : '';
    const texts = those.map(
      ({ name, required, schema, description }) =>
        `${comment(description)}${propertyName(name)}${required === true ? '' : '?'}: ${typeText(schema ?? {}, 'Schemas.')};`,
    );
    members.push(`${member}${optional}: {\n${texts.join('\n')}\n};`);
  }
  if (requestBody !== undefined) members.push(`body: ${contentText(requestBody.content)};`);
  const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const texts = answers.map(([, { content }]) =>
    content === undefined ? 'undefined' : contentText(content),
  );
  members.push(`answer: ${[...new Set(texts)].join(' | ')};`);
  return `\n${members.join('\n')}\n`;
}

const contentText = (content: Content): string =>
  [...new Set(Object.values(content).map(({ schema }) => typeText(schema ?? {}, 'Schemas.')))].join(' | ');

/** A shape that says nothing of its members stands for any JSON value in this document. */
function typeText(schema: TypedSchema, prefix = ''): string {
  const { $ref, allOf, oneOf, nullable, items, properties, additionalProperties } = schema;
  if (nullable === true) return `${typeText({ ...schema, nullable: false }, prefix)} | null`;
  if ($ref !== undefined) return `${prefix}${$ref.split('/').at(-1)}`;
  if (schema.enum !== undefined) return schema.enum.map((value) => literal(value)).join(' | ');
  if (oneOf !== undefined) return oneOf.map((one) => typeText(one, prefix)).join(' | ');
  if (allOf !== undefined) return allOf.map((one) => typeText(one, prefix)).join(' & ');
  if (Array.isArray(schema.type))
    return schema.type.map((type: string) => typeText({ ...schema, type }, prefix)).join(' | ');
  if (schema.type === 'array') return `(${typeText(items ?? {}, prefix)})[]`;
  if (schema.type !== 'object' && schema.type !== undefined)
    return SCALARS[schema.type as string] ?? 'unknown';
  if (properties !== undefined && Object.keys(properties).length > 0) return shapeText(schema, prefix);
  if (typeof additionalProperties === 'object')
    return `Record<string, ${typeText(additionalProperties, prefix)}>`;
  return 'unknown';
}

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

function shapeText({ properties = {}, required = [] }: TypedSchema, prefix = ''): string {
  const members = Object.entries(properties).map(
    ([name, schema]) =>
      `${comment(schema.description)}${propertyName(name)}${required.includes(name) ? '' : '?'}: ${typeText(schema, prefix)};`,
  );
  return `{\n${members.join('\n')}\n}`;
}

const literal = (value: unknown): string =>
  typeof value === 'string' ? quoted(value) : JSON.stringify(value);
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const propertyName = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name));
const comment = (text: string | undefined): string =>
  text === undefined || text === ''
    ? ''
    : `/** ${text.replaceAll('*/', '*\\/').replaceAll(/\s+/g, ' ')} */\n`;
