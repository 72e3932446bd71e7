/** A file that is no longer what the plan was made on. null = it does not exist. */
export interface MovedFile {
  readonly instanceId: string;
  readonly path: string;
  readonly planned: string | null;
  readonly now: string | null;
}
