import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { wrongSetting, type HostSettings } from '@archivesmp/service-kit';

/** An exact text, and the signature over its bytes, base64. */
export interface SignedText {
  readonly text: string;
  readonly signature: string;
}

/**
 * Signs what agents are to believe: orders, and what their jobs ask for. The one place that signs for them. What is signed is the exact
 * text, so that both sides need not agree on how JSON is written.
 */
export class HubSigner {
  /**
   * undefined without a key: then nothing can be signed, and agents do nothing.
   * @throws SettingsProblem for what is no Ed25519 private key (PKCS#8), without echoing it
   */
  static from({ deployment }: Pick<HostSettings, 'deployment'>): HubSigner | undefined {
    return deployment.order_key === undefined ? undefined : new HubSigner(orderKeyOf(deployment));
  }

  private constructor(private readonly key: KeyObject) {}

  sign(text: string): SignedText {
    return { text, signature: sign(null, Buffer.from(text), this.key).toString('base64') };
  }

  /** What agents hold, PEM. */
  publicKey(): string {
    return createPublicKey(this.key).export({ type: 'spki', format: 'pem' }).toString();
  }
}

function orderKeyOf(deployment: HostSettings['deployment']): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(deployment.order_key!.reveal());
  } catch {
    // The error of the reader may repeat parts of the key
    key = undefined;
  }
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw wrongSetting(
    deployment,
    'order_key',
    'is no Ed25519 private key in PEM; make one with: openssl genpkey -algorithm ed25519',
  );
}
