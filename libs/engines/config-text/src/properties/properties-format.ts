import type { FormatModule } from '../format-module.js';
import { fillProperties } from './fill-properties.js';
import { editProperties } from './edit-properties.js';
import { readProperties } from './read-properties.js';

/** `.properties` as `java.util.Properties` reads them; UTF-8, else latin-1. */
export const propertiesFormat: FormatModule = {
  format: 'properties',
  decoding: 'utf8-latin1',
  bomIsText: true,
  read: readProperties,
  edit: editProperties,
  fill: fillProperties,
};
