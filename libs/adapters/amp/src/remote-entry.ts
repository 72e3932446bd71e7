/** A file or folder as the file manager of a panel lists it. */
export interface RemoteEntry {
  name: string;
  directory: boolean;
  /** bytes */
  size: number;
  modifiedAt: Date | undefined;
}
