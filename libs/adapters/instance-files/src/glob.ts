import { compilePathGlobs, type TextMatcher } from '@archivesmp/fleet';

/** Globs may come with a job: this many, this long. More than any operator writes, and what a listing of 200,000 files can bear. */
const MOST_GLOBS = 1_000;
const LONGEST_GLOB = 1_024;

/**
 * What is never looked at, by globs that came with a job.
 * @throws Error when there are too many globs, or one is too long
 */
export function compileGlobs(globs: readonly string[]): TextMatcher {
  if (globs.length > MOST_GLOBS)
    throw new Error(`There are ${globs.length} globs of what is never looked at; at most ${MOST_GLOBS} are.`);
  for (const glob of globs)
    if (glob.length > LONGEST_GLOB)
      throw new Error(
        `A glob of what is never looked at has ${glob.length} characters; at most ${LONGEST_GLOB}.`,
      );
  return compilePathGlobs(globs);
}
