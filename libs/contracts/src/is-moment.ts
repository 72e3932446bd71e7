import { ValidateBy, type ValidationOptions } from 'class-validator';
import { readMoment } from './moment.js';

/** A day or a time that a person writes, by the rule of `readMoment`. */
export const IsMoment = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isMoment',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && readMoment(value).mistake === undefined,
        defaultMessage: (validation) => {
          const value: unknown = validation?.value;
          return typeof value === 'string' ? (readMoment(value).mistake ?? '') : 'must be a time, as text';
        },
      },
    },
    options,
  );
