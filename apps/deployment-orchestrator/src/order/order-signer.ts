import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { canonical } from '@archivesmp/change-plan';
import { Problem } from '@archivesmp/contracts/problem';
import type { AgentOrder, PowerOrder, SignedOrder } from '@archivesmp/contracts/order';

/** Signs orders for agents. What is signed is the exact text, so that nobody has to agree on how JSON is written. */
export class OrderSigner {
  private readonly key: KeyObject;

  /** @param pem Ed25519 private key, PKCS#8. @throws Problem `deployment.no-order-key` without echoing the key */
  constructor(pem: string) {
    this.key = readKey(pem);
  }

  sign(order: AgentOrder | PowerOrder): SignedOrder {
    const text = canonical(order);
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
