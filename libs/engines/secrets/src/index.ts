export {
  BY_NAME_AND_SHAPE,
  isSecretFile,
  isSecretText,
  judgeWith,
  type SecretJudge,
  type SecretRuling,
  type SecretVerdict,
  type SingleValue,
  type DecidedBy,
} from './judge.js';
export { endsWithPhrase, hasPhrase, wordsOf } from './key-words.js';
export { SECRET_MAPS, SECRET_PHRASES, mentionsSecret } from './secret-names.js';
export { MASK, maskedLine } from './mask.js';
export { secretInSentence } from './typed-secret.js';
export {
  SECRET_SHAPES,
  shapeOf,
  withoutBlocks,
  withoutShapes,
  withoutNamedSecrets,
  type SecretShape,
} from './secret-shapes.js';
