import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { TextChange, TextEdit } from '../format-module.js';

/** Thrown inside an editor where the edit cannot be made safely; the message is the reason for the person who asked. */
export class EditRefusal extends Error {}

/** Runs an editor and turns its refusal into the state `refused`. */
export function madeOrRefused(plainPath: KeyPath, make: () => readonly TextChange[]): TextEdit {
  try {
    return { state: 'edited', changes: make(), plainPath };
  } catch (error) {
    if (error instanceof EditRefusal) return { state: 'refused', reason: error.message };
    throw error;
  }
}
