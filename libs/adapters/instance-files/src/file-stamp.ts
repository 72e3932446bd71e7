/** What tells that a file's content cannot have changed. Nanoseconds, as bigint. */
export interface FileStamp {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}

/** Whether nothing was written between two looks. */
export const isSameStamp = (one: FileStamp, other: FileStamp): boolean =>
  one.size === other.size &&
  one.mtimeNs === other.mtimeNs &&
  one.ctimeNs === other.ctimeNs &&
  one.ino === other.ino;
