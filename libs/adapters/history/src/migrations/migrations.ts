/** All migrations, oldest first. Expand, then contract; one purpose each; never edited after they were merged. */
export const MIGRATIONS: readonly (new () => object)[] = [];
