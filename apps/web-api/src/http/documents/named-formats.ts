import type { DraftDocument, DraftAnswer, DraftSchema } from './document-types.js';

/**
 * What the name of a field promises everywhere in this API: times are RFC 3339 in UTC, ids are UUIDs. A field that is named like one and
 * is none says so with a format or a pattern of its own.
 */
const MOMENT = /^at$|At$/;
const ID = /^id$|Id$/;
const EXAMPLES = { 'date-time': '2026-11-21T07:00:00.000Z', uuid: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44' };

/** Gives times and ids the format that their name promises, and an example. */
export function addNamedFormats({ components }: Pick<DraftDocument, 'components'>): void {
  for (const { properties = {} } of Object.values(components.schemas))
    for (const [name, schema] of Object.entries(properties)) {
      if (schema.type === 'string' && schema.format === undefined && !isClosed(schema)) {
        if (MOMENT.test(name) || isMoment(schema.example)) schema.format = 'date-time';
        else if (ID.test(name)) schema.format = 'uuid';
      }
      const example = EXAMPLES[schema.format as keyof typeof EXAMPLES];
      if (example !== undefined) schema.example ??= example;
    }
}

const isMoment = (example: unknown): boolean =>
  typeof example === 'string' && /^\d{4}-\d\d-\d\dT/.test(example);

const isClosed = ({ pattern, enum: values }: DraftSchema): boolean =>
  pattern !== undefined || values !== undefined;

/** Addresses are told where something is made: 201 and 202 carry Location. */
export function addLocations({ paths }: Pick<DraftDocument, 'paths'>): void {
  for (const methods of Object.values(paths))
    for (const { responses } of Object.values(methods))
      for (const status of ['201', '202']) addHeader(responses[status], 'Location');
}

function addHeader(answer: DraftAnswer | undefined, name: string): void {
  if (answer !== undefined)
    answer.headers = { [name]: { $ref: `#/components/headers/${name}` }, ...answer.headers };
}
