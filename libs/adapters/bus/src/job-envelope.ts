import 'reflect-metadata';
import { isDeepStrictEqual } from 'node:util';
import type { JobDefinition, RefusedJobKind } from '@archivesmp/contracts/jobs';
import { Problem, type FieldError } from '@archivesmp/contracts/problem';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';

/** What lies in Redis for every job: the contract's version, and its data where it is stored nowhere else. */
export interface JobEnvelope {
  readonly v: number;
  readonly data?: object;
}

/** A job that does not come from the hub. It is never run and never tried again. */
export class JobRefusal extends Problem {
  constructor(
    readonly kind: RefusedJobKind,
    detail: string,
  ) {
    super('queue.job-refused', detail);
  }
}

/** What was asked for under the id of a job; `settled`: it is done or not wanted any more; `unknown`: it was not asked for. */
export type JobWord = { readonly data: object } | 'settled' | 'unknown';

/**
 * Where the data of jobs is read: where they were committed, or what a trusted key signed. What lies in Redis only wakes up.
 * @throws RefusedJob when what it says is not trusted
 */
export type JobSource = (job: { readonly name: string; readonly jobId: string }) => Promise<JobWord>;

function fieldErrors(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const field = parent === '' ? error.property : `${parent}.${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
    return [...own, ...fieldErrors(error.children ?? [], field)];
  });
}

/** Fields of `data` that break its contract; empty when it is sound. Values are never repeated. */
function mistakesIn<Data extends object>(
  type: new () => Data,
  data: object,
): { value: Data; errors: FieldError[] } {
  const value = plainToInstance(type, data);
  const errors = validateSync(value, {
    whitelist: false,
    forbidUnknownValues: false,
    validationError: { target: false, value: false },
  });
  const uncountable = hasUncountable(data) ? [{ field: '', message: 'a number is too large' }] : [];
  return { value, errors: [...fieldErrors(errors), ...uncountable] };
}

const isPlain = (data: unknown): data is object =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

/** No number of a job is larger than what is counted exactly: 1e308 is whole, too, and no column takes it. */
function hasUncountable(data: unknown): boolean {
  if (typeof data === 'number') return Math.abs(data) > Number.MAX_SAFE_INTEGER;
  return typeof data === 'object' && data !== null && Object.values(data).some(hasUncountable);
}

const named = (errors: readonly FieldError[]) => errors.map((error) => error.message).join('; ');

/**
 * Wraps job data for the wire.
 * @throws Problem `request.invalid` naming each field that breaks the job's contract.
 */
export function sealJob<Data extends object>(
  definition: JobDefinition<Data, object>,
  data: Data,
): JobEnvelope {
  const { errors } = mistakesIn(definition.data, data);
  if (errors.length > 0)
    throw new Problem('request.invalid', `Data of job ${definition.name}: ${named(errors)}`, { errors });
  return { v: definition.version, data };
}

/**
 * Reads a job whose data is known elsewhere. One that carries anything but that very data was altered.
 * @returns undefined when there is nothing to do any more
 * @throws RefusedJob; Problem `queue.unknown-version`; what the source throws
 */
export async function openTrustedJob<Data extends object>(
  definition: JobDefinition<Data, object>,
  { id: jobId, data: wire }: { readonly id: string; readonly data: unknown },
  source: JobSource,
): Promise<Data | undefined> {
  const { name } = definition;
  const { v, data: carried, ...rest } = isPlain(wire) ? (wire as Partial<JobEnvelope>) : { v: undefined };
  const word = await source({ name, jobId });
  if (word === 'settled') return undefined;
  if (word === 'unknown') throw new JobRefusal('unknown', `The job ${name} was not asked for.`);
  const data = openJob(definition, { v: definition.version, data: word.data });
  const isAsAsked = carried === undefined || isDeepStrictEqual(carried, word.data);
  if (!isAsAsked || Object.keys(rest).length > 0 || definition.jobId(data) !== jobId)
    throw new JobRefusal('altered', `The job ${name} says something else than what was asked for.`);
  if (v !== definition.version) openJob(definition, wire);
  return data;
}

/**
 * Reads what came off the wire; unknown extra fields are allowed, so that a newer producer may add them.
 * @throws Problem `queue.unknown-version` when this program does not speak that version, or the data is not its contract's.
 */
export function openJob<Data extends object>(definition: JobDefinition<Data, object>, wire: unknown): Data {
  const envelope = wire as Partial<JobEnvelope> | null;
  if (envelope?.v !== definition.version)
    throw new Problem(
      'queue.unknown-version',
      `Job ${definition.name} arrived as version ${JSON.stringify(envelope?.v)}; this program knows ${definition.version}.`,
    );
  const { data = {} } = envelope;
  if (!isPlain(data))
    throw new Problem('queue.unknown-version', `Data of job ${definition.name} is no object.`);
  const { value, errors } = mistakesIn(definition.data, data);
  if (errors.length > 0)
    throw new Problem('queue.unknown-version', `Data of job ${definition.name}: ${named(errors)}`, {
      errors,
    });
  return value;
}
