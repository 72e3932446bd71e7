import path from 'node:path';

const FORBIDDEN = /^(utils?|helpers?|common|shared|misc|core|base|manager|types|constants)$/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.(ts|mts|mjs|js)$/;

/** A file is named after the noun it holds: kebab case, and none of the drawers where everything ends up. */
export const fileName = {
  meta: { type: 'suggestion', schema: [], docs: { description: 'File and folder names name a noun' } },
  create(context) {
    return {
      Program(node) {
        const relative = path.relative(context.cwd, context.filename);
        const file = path.basename(relative);
        for (const part of path.dirname(relative).split(path.sep))
          if (FORBIDDEN.test(part))
            context.report({
              node,
              message: `The folder "${part}" names no noun; find the word for what it holds.`,
            });
        if (FORBIDDEN.test(file.split('.')[0]))
          context.report({
            node,
            message: `The file "${file}" names no noun; name it after what it exports.`,
          });
        if (!KEBAB.test(file)) context.report({ node, message: `The file "${file}" is not in kebab-case.` });
      },
    };
  },
};
