import type { CopyLikeness } from '../apply/likeness.js';

/** Mode and owner without access lists and attributes, and without a program for each file: for tests of many orders. */
export const modesOnly: CopyLikeness = async (from, to) => {
  const { mode, uid, gid } = await from.stat();
  await to.chown(uid, gid);
  await to.chmod(mode & 0o7777);
};
