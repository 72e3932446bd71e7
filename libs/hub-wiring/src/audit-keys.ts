import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { wrongSetting, type HostSettings, type SettingsProblem } from '@archivesmp/service-kit';

/** The keys of the audit trail's anchors. */
export interface AuditKeys {
  /** Signs a new anchor; left out when the hub has no order key: then the trail is never cut. */
  readonly signing?: KeyObject;
  /** All that may have signed the one that stands. */
  readonly trusted: readonly KeyObject[];
}

/** The settings that name them. */
export interface AuditKeySettings {
  readonly deployment: Pick<HostSettings['deployment'], 'order_key'>;
  readonly retention: Pick<HostSettings['retention'], 'anchor_keys'>;
}

/** @throws SettingsProblem for a key that is no Ed25519 key in PEM, without echoing it */
export function auditKeysOf({ deployment, retention }: AuditKeySettings): AuditKeys {
  const { order_key: own } = deployment;
  const signing =
    own && keyOf(createPrivateKey, own.reveal(), (message) => wrongSetting(deployment, 'order_key', message));
  const others = retention.anchor_keys.map((pem, index) =>
    keyOf(createPublicKey, pem, (message) => wrongSetting(retention, `anchor_keys[${index}]`, message)),
  );
  return signing === undefined ? { trusted: others } : { signing, trusted: [signing, ...others] };
}

function keyOf(
  read: (pem: string) => KeyObject,
  pem: string,
  wrong: (message: string) => SettingsProblem,
): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = read(pem);
  } catch {
    // The error of the reader may repeat parts of the key
    key = undefined;
  }
  if (key?.asymmetricKeyType !== 'ed25519') throw wrong('is no Ed25519 key in PEM');
  return key;
}
