/** Tests run on the sources of every workspace package, not on what was built from them. */
export const sources = {
  resolve: { conditions: ['@archivesmp/source', 'node'] },
  // Specs are outside every tsconfig.json that Vitest finds, so the compiler options that classes with decorators need are repeated here.
  oxc: {
    decorator: { legacy: true, emitDecoratorMetadata: true },
    assumptions: { setPublicClassFields: true },
    typescript: { removeClassFieldsWithoutInitializer: true },
  },
  ssr: { resolve: { conditions: ['@archivesmp/source', 'node'] } },
};
/** What differs is written whole into the message: a run in CI keeps nothing but the messages of what failed. */
export const chaiConfig = { truncateThreshold: 2_000 };
export const inlineWorkspace = { deps: { inline: [/@archivesmp\//] } };
