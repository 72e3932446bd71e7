/** Tests run on the sources of every workspace package, not on what was built from them. */
export const sources = {
  resolve: { conditions: ['@archivesmp/source', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['@archivesmp/source', 'node', 'import', 'default'] } },
};
export const inlineWorkspace = { deps: { inline: [/@archivesmp\//] } };
