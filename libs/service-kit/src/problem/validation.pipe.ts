import { Problem, type FieldError } from '@archivesmp/contracts/problem';
import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate, type ValidationError } from 'class-validator';
import { type Checked, checkedInPieces } from './check-in-pieces.js';

type DtoClass = new () => object;

const PLAIN: readonly unknown[] = [String, Boolean, Number, Array, Object, Buffer, undefined];

/**
 * Turns bodies and query strings into their DTO class and refuses what the class does not declare.
 * Every mistake names its field and what is allowed there; the value itself is never repeated.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  async transform(value: unknown, { metatype, type }: ArgumentMetadata): Promise<unknown> {
    if (type === 'custom' || PLAIN.includes(metatype)) return value;
    const subject = type === 'query' ? 'query' : 'body';
    return validateDto(metatype as DtoClass, value, subject);
  }
}

/** Validates one value against a DTO class. Throws `request.invalid` with all mistakes. */
export async function validateDto<T extends object>(
  type: new () => T,
  value: unknown,
  subject: 'query' | 'body',
): Promise<T> {
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value)) {
    if (value !== undefined && value !== null)
      throw new Problem('request.invalid', `The ${subject} must be an object.`);
    value = {};
  }
  const { dto, wrong } = await checkedInPieces(withoutNulls(type, value as object), type, check);
  if (wrong.length > 0) throw invalid(subject, subject === 'body' ? wrong : wrong.map(withoutPointer));
  return dto;
}

/**
 * A field of a request that is null is left out: rules for optional fields let null through, and no use case of ours tells both apart.
 * Within fields null may mean something, as the value that a key gets.
 */
function withoutNulls(type: DtoClass, value: object): Record<string, unknown> {
  const fields = Object.entries(value);
  if (!fields.some(([, inner]) => inner === null)) return { ...value };
  const declared = new Set(declaredFields(type));
  return Object.fromEntries(fields.filter(([name, inner]) => inner !== null || !declared.has(name)));
}

async function check<T extends object>(type: new () => T, value: object): Promise<Checked<T>> {
  const dto = plainToInstance(type, value, { exposeDefaultValues: true });
  const wrong = await validate(dto, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
    stopAtFirstError: false,
  });
  return { dto, wrong: flatten(wrong, '', '') };
}

function invalid(subject: string, errors: FieldError[]): Problem {
  const shown = errors.slice(0, 50);
  const summary = shown
    .slice(0, 3)
    .map(({ field, message }) => `${field}: ${message}`)
    .join('; ');
  return new Problem('request.invalid', `The ${subject} is not valid. ${summary}.`, { errors: shown });
}

function flatten(errors: readonly ValidationError[], path: string, within: string): FieldError[] {
  return errors.flatMap((error) => {
    const field = path === '' ? error.property : `${path}.${error.property}`;
    const pointer = `${within}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = brokenRules(error).map(([rule, message]) => ({
      field,
      pointer,
      message:
        rule === 'whitelistValidation' ? unknownField(error.target) : withoutName(message, error.property),
    }));
    return [...own, ...flatten(error.children ?? [], field, pointer)];
  });
}

const REQUIRED = 'is required';

/** The rules that a field breaks. One that is not there breaks each that has no sentence of ours: that is one mistake. */
function brokenRules({
  constraints = {},
  property,
  value,
}: ValidationError): [rule: string, message: string][] {
  const rules = Object.entries(constraints);
  if (value !== undefined) return rules;
  const ours = rules.filter(([, message]) => !isOfLibrary(message, property));
  return ours.length === rules.length ? rules : [['isDefined', REQUIRED], ...ours];
}

const isOfLibrary = (message: string, property: string): boolean =>
  message.startsWith(`${property} `) || message.startsWith(`each value in ${property} `);

const withoutPointer = ({ field, message }: FieldError): FieldError => ({ field, message });

function unknownField(target: object | undefined): string {
  const allowed = target ? declaredFields(target.constructor) : [];
  return allowed.length === 0 ? 'is not known here' : `is not known here; allowed: ${allowed.join(', ')}`;
}

function declaredFields(type: unknown): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type as DtoClass, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))].sort();
}

/** class-validator starts its sentences with the property's name, which already stands in front. */
const withoutName = (message: string, name: string): string =>
  message.startsWith(`${name} `) ? message.slice(name.length + 1) : message;
