import { changesFiles, type DeploymentKind } from '@archivesmp/contracts/deployment-states';

/** A deployment whose instance waits for its verdict after a restart that it shares with others. */
export interface SharingLine {
  readonly kind: DeploymentKind;
  /** Under which it wrote; a later writer has a higher one. */
  readonly fence?: number;
}

/**
 * Whether another deployment is judged before this one after a restart that they share. The newest change comes first: it lies on top
 * of the others, so that each can be taken back alone. A deployment that only restarts comes last.
 */
export const comesFirst = (other: SharingLine, mine: SharingLine): boolean =>
  changesFiles(other.kind) && (!changesFiles(mine.kind) || (other.fence ?? 0) > (mine.fence ?? 0));
