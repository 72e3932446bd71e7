import { counted } from '@archivesmp/contracts/counted';
import type { PerServerKind, Severity } from '@archivesmp/contracts/vocabulary';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { classOf, type KeySubject } from './severity.js';

/** Instances with this tag are for trying things out. */
export const DEV_TAG = 'dev';

/** What one finding is worth looking at, before it is known how many are alike. */
export interface PriorityFacts extends KeySubject {
  readonly severity: Severity;
  readonly looksLike?: PerServerKind;
  /** It was found on instances tagged `dev` and nowhere else. */
  readonly isDevOnly: boolean;
}

/** The steps are farther apart than one rule below can bridge, so that severity decides first. */
export const SEVERITY_POINTS: Readonly<Record<Severity, number>> = {
  critical: 400,
  high: 300,
  medium: 200,
  low: 100,
};

/** By name of the class of the key, see KEY_CLASSES; the first that fits counts. */
export const CLASS_POINTS: Readonly<Record<string, number>> = {
  secret: 40,
  'who may do what': 40,
  'where it is stored and connected': 20,
};

/** The largest that fits counts: what is wrong on many servers is one cause and worth one fix. */
export const SPREAD_POINTS: readonly { readonly alike: number; readonly points: number }[] = [
  { alike: 10, points: 30 },
  { alike: 5, points: 20 },
  { alike: 2, points: 10 },
];

/** For a value that may be meant to differ from server to server. */
export const PER_SERVER_POINTS = -60;
/** For what only instances tagged `dev` have. */
export const DEV_ONLY_POINTS = -60;

/** One rule that counted, in words and points. */
export interface PriorityReason {
  readonly points: number;
  readonly reason: string;
}

const PER_SERVER_WORDS: Readonly<Record<PerServerKind, string>> = {
  instance_name: 'the value names its instance',
  uuid: 'the value is a UUID',
  port: 'the value is a port',
  prefix: 'the value is a prefix of names',
  server_name: "the key is about the server's own name",
};

/**
 * Every rule that counts, the largest first to be read.
 * @param alike number of instances with the same finding, 1 or more
 */
export function priorityReasons(facts: PriorityFacts, alike: number): PriorityReason[] {
  const reasons: PriorityReason[] = [
    { points: SEVERITY_POINTS[facts.severity], reason: `severity ${facts.severity}` },
  ];
  const keyClass = BY_NAME_AND_SHAPE.isSecretKey(facts.path) ? 'secret' : classOf(facts)?.name;
  const classPoints = keyClass === undefined ? undefined : CLASS_POINTS[keyClass];
  if (classPoints !== undefined)
    reasons.push({ points: classPoints, reason: `the key is about: ${keyClass}` });
  const spread = spreadPoints(alike);
  if (spread > 0) reasons.push({ points: spread, reason: `alike on ${counted(alike, 'instance')}` });
  if (facts.looksLike !== undefined) {
    const reason = `may be meant to differ on every server: ${PER_SERVER_WORDS[facts.looksLike]}`;
    reasons.push({ points: PER_SERVER_POINTS, reason });
  }
  if (facts.isDevOnly)
    reasons.push({ points: DEV_ONLY_POINTS, reason: `only on instances tagged ${DEV_TAG}` });
  return reasons;
}

/** What a group of `alike` findings is worth looking at, as points; larger is more urgent. */
export function priorityOf(facts: PriorityFacts, alike = 1): number {
  return priorityReasons(facts, alike).reduce((sum, { points }) => sum + points, 0);
}

/** Points for the number of instances with the same finding; the rest of the priority does not depend on it. */
export function spreadPoints(alike: number): number {
  return SPREAD_POINTS.find((step) => alike >= step.alike)?.points ?? 0;
}
