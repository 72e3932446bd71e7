import * as crypto from 'node:crypto';
import { promisify } from 'node:util';

/** OWASP's recommendation for argon2id: 19 MiB, two passes, one lane. */
const ARGON = { memory: 19_456, passes: 2, parallelism: 1 };
const SCRYPT = { N: 2 ** 15, r: 8, p: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

interface Recipe {
  readonly kind: 'argon2id' | 'scrypt';
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** Node 24 has argon2; on an older Node scrypt takes its place. Both are recognised when a password is checked. */
const PREFERRED: Recipe =
  typeof crypto.argon2 === 'function'
    ? { kind: 'argon2id', ...ARGON }
    : { kind: 'scrypt', memory: SCRYPT.N, passes: SCRYPT.r, parallelism: SCRYPT.p };

/** Hashes a password with a new salt into one self-describing text: `$argon2id$m=19456,t=2,p=1$<salt>$<hash>`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, PREFERRED);
  const { kind, memory, passes, parallelism } = PREFERRED;
  return `$${kind}$m=${memory},t=${passes},p=${parallelism}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** True when the password is the one the text was made from. A text of unknown form is never right. */
export async function verifyPassword(password: string, text: string): Promise<boolean> {
  const parsed = parse(text);
  if (parsed === undefined) return false;
  const hash = await derive(password, parsed.salt, parsed.recipe);
  return crypto.timingSafeEqual(hash, parsed.hash);
}

const FORM = /^\$(argon2id|scrypt)\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/;

function parse(text: string): { recipe: Recipe; salt: Buffer; hash: Buffer } | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, kind, memory, passes, parallelism, salt, hash] = match;
  return {
    recipe: {
      kind: kind as Recipe['kind'],
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
    },
    salt: Buffer.from(salt!, 'base64url'),
    hash: Buffer.from(hash!, 'base64url'),
  };
}

async function derive(password: string, salt: Buffer, recipe: Recipe): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFKC'), 'utf8');
  if (recipe.kind === 'argon2id')
    return promisify(crypto.argon2)('argon2id', {
      message,
      nonce: salt,
      parallelism: recipe.parallelism,
      tagLength: HASH_BYTES,
      memory: recipe.memory,
      passes: recipe.passes,
    });
  const { memory: N, passes: r, parallelism: p } = recipe;
  const scrypt = promisify<Buffer, Buffer, number, crypto.ScryptOptions, Buffer>(crypto.scrypt);
  return scrypt(message, salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r });
}
