import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Problem } from '@archivesmp/contracts/problem';

/** The keys of the audit trail's anchors. */
export interface AuditKeys {
  /** Signs a new anchor; left out when the hub has no order key: then the trail is never cut. */
  readonly signing?: KeyObject;
  /** All that may have signed the one that stands. */
  readonly trusted: readonly KeyObject[];
}

/**
 * @param orderKey `deployment.order_key`, PEM
 * @param earlier public halves of its predecessors, PEM
 * @throws Problem `settings.invalid` for one that is no Ed25519 key, without echoing it
 */
export function auditKeysOf(orderKey: string | undefined, earlier: readonly string[]): AuditKeys {
  const signing =
    orderKey === undefined ? undefined : keyOf(createPrivateKey, orderKey, 'deployment.order_key');
  const others = earlier.map((pem, i) => keyOf(createPublicKey, pem, `retention.anchor_keys[${i}]`));
  return signing === undefined ? { trusted: others } : { signing, trusted: [signing, ...others] };
}

function keyOf(read: (pem: string) => KeyObject, pem: string, setting: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = read(pem);
  } catch {
    // because: the error of the reader may repeat parts of the key
    key = undefined;
  }
  if (key?.asymmetricKeyType !== 'ed25519')
    throw new Problem('settings.invalid', `${setting} of host.yaml is no Ed25519 key in PEM.`);
  return key;
}
