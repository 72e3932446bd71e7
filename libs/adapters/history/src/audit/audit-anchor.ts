import { counted } from '@archivesmp/contracts/counted';
import { sign, verify, type KeyObject } from 'node:crypto';
import { keyFingerprint } from '@archivesmp/digests';

/** Stands for the rows of the audit trail that were cut off: the chain goes on from here. */
export interface AuditAnchor {
  /** The newest row that was cut off. */
  readonly seq: string;
  /** Its hash: the first row that is there follows it. */
  readonly hash: string;
  /** How many rows were cut off altogether. */
  readonly links: number;
  /** ISO time of the newest row that was cut off. */
  readonly until: string;
}

/** An anchor as it is stored: the exact text that was signed. */
export interface SignedAnchor {
  readonly text: string;
  /** Ed25519, base64. */
  readonly signature: string;
}

const PURPOSE = 'audit-anchor';

/** @param key Ed25519, the private half */
export function signAnchor(anchor: AuditAnchor, key: KeyObject): SignedAnchor {
  const { seq, hash, links, until } = anchor;
  const text = JSON.stringify([PURPOSE, seq, hash, links, until, keyFingerprint(key)]);
  return { text, signature: sign(null, Buffer.from(text), key).toString('base64') };
}

/** The anchor, when one of these keys signed it; else why it is not to be believed. */
export function openAnchor(
  { text, signature }: SignedAnchor,
  keys: readonly KeyObject[],
): AuditAnchor | { readonly why: string } {
  const isSigned = keys.some((key) => verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64')));
  const read = parsed(text);
  if (read === undefined)
    return { why: 'The anchor that stands for the rows that were cut off cannot be read.' };
  if (isSigned) return read.anchor;
  return {
    why:
      `No key of this hub signed the anchor that stands for ${counted(read.anchor.links, 'row that was', 'rows that were')} cut off. If ` +
      `deployment.order_key was exchanged, put the public half of the old one (${read.key}) into retention.anchor_keys.`,
  };
}

function parsed(text: string): { anchor: AuditAnchor; key: string } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A changed row may hold anything
    return undefined;
  }
  if (!Array.isArray(value) || value.length !== 6 || value[0] !== PURPOSE) return undefined;
  const [, seq, hash, links, until, key] = value as [string, string, string, number, string, string];
  return { anchor: { seq, hash, links, until }, key };
}
