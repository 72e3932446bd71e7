const SECRET =
  /(pass(word|wd|phrase)?|secret|token|api[-_]?key|private[-_]?key|webhook|licen[cs]e[-_]?key)$/i;

/** Whether the last part of a dotted key looks like a credential. The documents hold real ones (capabilities Q5). */
export function looksSecret(dottedKey: string): boolean {
  return SECRET.test(dottedKey.slice(dottedKey.lastIndexOf('.') + 1));
}
