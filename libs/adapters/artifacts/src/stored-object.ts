/** An object as a list names it. */
export interface ObjectInfo {
  key: string;
  /** bytes */
  size: number;
  /** ETag without quotes. */
  revision: string;
  modifiedAt?: string;
}

/** An object that was read. */
export interface ObjectContent {
  content: Buffer;
  revision: string;
}

/** Write only if the object is still at this revision, or only if there is none yet. */
export type Precondition = { ifRevision: string } | { ifAbsent: true };
