/** Words that name a credential when they end a key: `MySQL_Password`, `apiKey`, `db-pass`; not `compass` or `bypass`. */
const SECRET_ENDS: readonly (readonly string[])[] = [
  ['password'],
  ['passwd'],
  ['passphrase'],
  ['passwort'],
  ['pass'],
  ['pwd'],
  ['secret'],
  ['token'],
  ['apikey'],
  ['api', 'key'],
  ['private', 'key'],
  ['license', 'key'],
  ['licence', 'key'],
  ['webhook'],
  ['webhook', 'url'],
];

/** Whether the last part of a dotted key looks like a credential. The documents hold real ones (capabilities Q5). */
export function looksSecret(dottedKey: string): boolean {
  const words = wordsOf(dottedKey.slice(dottedKey.lastIndexOf('.') + 1));
  return SECRET_ENDS.some((end) => end.every((word, at) => words[words.length - end.length + at] === word));
}

/** `webhookURL2` -> webhook, url: words begin at capitals and behind signs; numbers behind them do not count. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[0-9]+$/, '')
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}
