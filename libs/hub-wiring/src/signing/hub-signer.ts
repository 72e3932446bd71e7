import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import type { HostSettings } from '@archivesmp/service-kit';
import { Problem } from '@archivesmp/contracts/problem';

/** An exact text, and the signature over its bytes, base64. */
export interface SignedText {
  readonly text: string;
  readonly signature: string;
}

/**
 * Signs what agents are to believe: orders, and what their jobs ask for. The one place that signs for them. What is signed is the exact
 * text, so that nobody has to agree on how JSON is written.
 */
export class HubSigner {
  private readonly key: KeyObject;

  /** undefined without a key: then nothing can be signed, and agents do nothing. */
  static from({ deployment }: Pick<HostSettings, 'deployment'>): HubSigner | undefined {
    return deployment.order_key === undefined ? undefined : new HubSigner(deployment.order_key.reveal());
  }

  /** @param pem Ed25519 private key, PKCS#8. @throws Problem `deployment.no-order-key` without echoing the key */
  constructor(pem: string) {
    this.key = readKey(pem);
  }

  sign(text: string): SignedText {
    return { text, signature: sign(null, Buffer.from(text), this.key).toString('base64') };
  }

  /** What agents hold, PEM. */
  publicKey(): string {
    return createPublicKey(this.key).export({ type: 'spki', format: 'pem' }).toString();
  }
}

function readKey(pem: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(pem);
  } catch {
    // because: the error of the reader may repeat parts of the key
    key = undefined;
  }
  if (key?.asymmetricKeyType !== 'ed25519')
    throw new Problem(
      'deployment.no-order-key',
      'deployment.order_key of host.yaml is no Ed25519 private key in PEM; make one with: openssl genpkey -algorithm ed25519',
    );
  return key;
}
