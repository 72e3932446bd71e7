import type { FileDecision } from '@archivesmp/change-plan';
import { parseKeyPath } from '../edit/key-path.js';

/** Options that decide about single values of the files. */
export interface DecisionFlags {
  readonly take?: readonly string[];
  readonly variable?: readonly string[];
}

/** What was decided, value by value. @throws Error for too few words or a broken key path */
export function decisionsOf({ take = [], variable = [] }: DecisionFlags): FileDecision[] {
  if (take.length % 2 !== 0) throw new Error('--take takes FILE KEYPATH, two words each time');
  if (variable.length % 3 !== 0) throw new Error('--variable takes FILE KEYPATH NAME, three words each time');
  const chosen = Array.from({ length: take.length / 2 }, (_, index) =>
    take.slice(index * 2, index * 2 + 2),
  ).map(([file, path]) => ({ file: file!, path: [...parseKeyPath(path!)] }));
  const replaced = Array.from({ length: variable.length / 3 }, (_, index) =>
    variable.slice(index * 3, index * 3 + 3),
  ).map(([file, path, name]) => ({ file: file!, path: [...parseKeyPath(path!)], variable: name! }));
  return [...chosen, ...replaced];
}
