import { isOpaque } from './opaque-text.js';
import { shapeOf } from './secret-shapes.js';

const BEHIND_NAME =
  /(?<![A-Za-z])(?:pass(?:word|wd|phrase|wort|code)?|pwd|pw|kennwort|token|secret|geheimnis|api[ _-]?key|pin)["']?\s*(?:[:=]|(?:is|ist|lautet)\s(?=\S*\d))\s*["']?(?![%{<$•*[(])(?<value>[^\s"',;]{4,})(?<rest>.*)/i;
const LOGIN =
  /(?<![\w./-])(?:root|admin|administrator|sa|postgres|mysql):(?!\/\/)(?!\d{1,5}(?!\S))[^\s:/]{4,}/i;
/** A caller with a token is named by its label. */
const CALLER = /^token:[a-z][a-z0-9 +_.-]{0,63}$/i;
const LONGEST_WORD = 20;

/**
 * Why a sentence that a person typed for others to read looks as if it held a secret; undefined when it does not. Looser than what hides
 * values: a person can write the sentence another way.
 */
export function secretInSentence(text: string): string | undefined {
  const shape = shapeOf(text);
  if (shape !== undefined) return shape;
  const named = CALLER.test(text) ? undefined : BEHIND_NAME.exec(text)?.groups;
  if (named !== undefined && (named['rest']!.trim() === '' || /\d/.test(named['value']!)))
    return 'a value behind the name of a secret';
  if (LOGIN.test(text)) return 'user and password';
  const isKey = text.split(/[\s"'`(),;]+/).some(isDrawnByChance);
  return isKey ? 'a key that was drawn by chance' : undefined;
}

/** Hashes of plans and commits are in hex, of one case; names and versions are short. */
function isDrawnByChance(word: string): boolean {
  return (
    word.length >= LONGEST_WORD &&
    /[a-z]/.test(word) &&
    /[A-Z]/.test(word) &&
    /\d/.test(word) &&
    isOpaque(word)
  );
}
