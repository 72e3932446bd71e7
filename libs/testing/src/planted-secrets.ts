/** One location where secrets are written, with the text that must never be shown. */
export interface Planted {
  readonly kind: string;
  readonly key: string;
  readonly value: string;
  /** What of the value is the secret. */
  readonly canary: string;
}

/** Signs drawn by chance, the same for the same seed (mulberry32, public domain). */
const long = (seed: string, length: number, alphabet: string): string => {
  let state = [...seed].reduce((sum, sign) => (Math.imul(sum, 31) + sign.charCodeAt(0)) >>> 0, 7);
  return Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return alphabet[((mixed ^ (mixed >>> 14)) >>> 0) % alphabet.length];
  }).join('');
};
const WORDS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const HEX = '0123456789abcdef';

/**
 * A fleet's worth of secrets, one of each kind that is known to be written into configurations; each test asserts for its own place
 * that none of them is seen. They are made up: the tokens only look like those of the services.
 * @param seed two calls with different seeds give different secrets of the same kinds
 */
export function plantedSecrets(seed: string): readonly Planted[] {
  const word = (kind: string, length = 14): string => `Kq7${long(seed + kind, length, WORDS)}`;
  const hex = (kind: string, length: number): string => `e7${long(seed + kind, length - 2, HEX)}`;
  const all: Planted[] = [];
  const whole = (kind: string, key: string, value: string): void =>
    void all.push({ kind, key, value, canary: value });
  const inside = (kind: string, key: string, of: (secret: string) => string, secret = word(kind)): void =>
    void all.push({ kind, key, value: of(secret), canary: secret });
  for (const key of NAMES) whole(`key ${key}`, key, word(key));
  for (const key of ['pin', 'rcon-pin', 'pincode'])
    // A shorter one is found by chance among the numbers of a log
    whole(`key ${key}`, key, `48${long(seed + key, 12, '0123456789')}`);
  inside('user and password under mysql', 'mysql', (pw) => `root:${pw}`);
  inside('user and password under login', 'login', (pw) => `mia:${pw}`);
  inside('root and password anywhere', 'note', (pw) => `root:${pw}`);
  inside('user, password and host', 'target', (pw) => `mia:${pw}@tcp(db1:3306)/smp`);
  inside('address', 'storage', (pw) => `mysql://mia:${pw}@db1:3306/smp`);
  inside('address without a user', 'cache', (pw) => `redis://:${pw}@cache1:6379/0`);
  inside('JDBC address', 'source', (pw) => `jdbc:mysql://db1/smp?user=mia&password=${pw}`);
  inside('JDBC address of SQL Server', 'source', (pw) => `jdbc:sqlserver://db1;user=mia;password=${pw}`);
  inside('JDBC address of Oracle', 'source', (pw) => `jdbc:oracle:thin:mia/${pw}@db1:1521:smp`);
  inside('connection string', 'store', (pw) => `Server=db1;Uid=mia;Pwd=${pw};`);
  inside('query of an address', 'endpoint', (pw) => `https://api.example.org/v1?token=${pw}`);
  inside('command', 'start', (pw) => `mysqldump -umia -p${pw} smp`);
  inside('option of a command', 'run', (pw) => `tool --password ${pw} go`);
  inside('header', 'header', (pw) => `Authorization: Bearer ${pw}`, `${word('bearer', 30)}=`);
  inside(
    'webhook of Discord',
    'url',
    (pw) => `https://discord.com/api/webhooks/998877665544332211/${pw}`,
    word('hook', 60),
  );
  inside(
    'webhook of Slack',
    'url',
    (pw) => `https://hooks.slack.com/services/T01ABCDEF/B01ABCDEF/${pw}`,
    word('slack', 21),
  );
  whole(
    'token of Discord',
    'x',
    `MTk4${long(seed + 'd', 20, WORDS)}.Gh${long(seed + 'e', 4, WORDS)}.${long(seed + 'f', 38, WORDS)}`,
  );
  whole('token of Telegram', 'x', `123456789:${long(seed + 't', 35, WORDS)}`);
  whole('token of GitHub', 'x', `ghp_${long(seed + 'g', 36, WORDS)}`);
  whole('token of GitLab', 'x', `glpat-${long(seed + 'l', 20, WORDS)}`);
  whole('token of Slack', 'x', `xoxb-${long(seed + 's', 24, WORDS)}`);
  whole('key of AWS', 'x', `AKIA${long(seed + 'a', 16, 'ABCDEFGHJKLMNPQRSTUVWXYZ234567')}`);
  whole('key of Google', 'x', `AIza${long(seed + 'o', 35, WORDS)}`);
  whole('key of Stripe', 'x', `sk_live_${long(seed + 'p', 24, WORDS)}`);
  whole('key of an AI service', 'x', `sk-${long(seed + 'i', 32, WORDS)}`);
  whole('token of npm', 'x', `npm_${long(seed + 'n', 36, WORDS)}`);
  whole('key of SendGrid', 'x', `SG.${long(seed + 'm', 22, WORDS)}.${long(seed + 'q', 43, WORDS)}`);
  whole('key of Mailgun', 'x', `key-${hex('mailgun', 32)}`);
  whole(
    'JSON web token',
    'x',
    `eyJ${long(seed + 'j', 20, WORDS)}.eyJ${long(seed + 'k', 30, WORDS)}.${long(seed + 'h', 40, WORDS)}`,
  );
  whole('bcrypt hash', 'x', `$2a$10$${long(seed + 'b', 53, WORDS)}`);
  whole(
    'argon2 hash',
    'x',
    `$argon2id$v=19$m=65536,t=3,p=4$${long(seed + 'r', 22, WORDS)}$${long(seed + 'u', 43, WORDS)}`,
  );
  whole('hash of AuthMe', 'x', `$SHA$${hex('salt', 16)}$${hex('sha', 64)}`);
  whole('hash of crypt', 'x', `$6$${long(seed + 'c', 12, WORDS)}$${long(seed + 'v', 86, WORDS)}`);
  whole('key in base64', 'crypto.key', `${long(seed + 'w', 42, WORDS)}8=`);
  whole('key in hex', 'aes-key', hex('aes', 64));
  whole('list of keys', 'consoleKeys', `${long(seed + 'y', 26, WORDS)}9=`);
  return all;
}

const NAMES: readonly string[] =
  `password dbPassword db_password DB-PASSWORD passwd passphrase pw pwd pass userPass mysqlpassword rcon.password secret clientSecret
  forwarding-secret token botToken apiKey API_KEY access-key private-key license-key encryptionKey credentials auth salt pepper otp
  passwort Kennwort datenbank-passwort Zugangsdaten geheimnis api-schlüssel Zugangsschlüssel webhook-url dsn psk master-key`
    .trim()
    .split(/\s+/);
