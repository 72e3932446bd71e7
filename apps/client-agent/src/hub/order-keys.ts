import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { keyFingerprint } from '@archivesmp/digests';
import { wrongSetting, type SettingsProblem } from '@archivesmp/service-kit';
import type { AgentSettings } from '../agent-settings.js';

/** The public keys whose orders this agent carries out. Two of them while a key is being replaced. */
export class OrderKeys {
  private constructor(private readonly keys: readonly KeyObject[]) {}

  /** Those of an agent that does nothing. */
  static readonly none = new OrderKeys([]);

  /**
   * @param settings each of its `order_keys` a PEM text, or the path of a PEM file
   * @throws SettingsProblem for what is no Ed25519 public key
   */
  static fromSettings(settings: Pick<AgentSettings, 'order_keys'>): OrderKeys {
    return new OrderKeys(
      settings.order_keys.map((text, index) =>
        readKey(text.trim(), (message) => wrongSetting(settings, `order_keys[${index}]`, message)),
      ),
    );
  }

  /** Without a key every order is refused: the agent only reads. */
  get any(): boolean {
    return this.keys.length > 0;
  }

  /** To compare with what the hub shows. */
  get fingerprints(): string[] {
    return this.keys.map(keyFingerprint);
  }

  /** Whether one of the keys signed exactly these bytes. */
  signed(text: string, signature: string): boolean {
    const bytes = Buffer.from(text);
    const given = Buffer.from(signature, 'base64');
    return given.length === 64 && this.keys.some((key) => verify(null, bytes, key, given));
  }
}

function readKey(text: string, problem: (message: string) => SettingsProblem): KeyObject {
  let pem = text;
  if (text.startsWith('/'))
    try {
      pem = readFileSync(text, 'utf8');
    } catch (error) {
      throw problem(
        `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
      );
    }
  if (/PRIVATE KEY/.test(pem))
    throw problem('is a private key; it belongs to the hub, only the public one belongs here');
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // What is wrong is said below, without repeating what was given
  }
  throw problem('must be an Ed25519 public key in PEM, or the path of a file with one');
}
