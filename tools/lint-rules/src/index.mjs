import { fileName } from './file-name.mjs';
import { oneWayPrivate } from './one-way-private.mjs';
import { plainClasses } from './plain-classes.mjs';
import { oneRoom } from './one-room.mjs';
import { retiredWord } from './retired-words.mjs';
import { staticLogMessage } from './static-log-message.mjs';

/** The house's own ESLint plugin. */
export const archivesmp = {
  meta: { name: 'archivesmp' },
  rules: {
    'file-name': fileName,
    'one-room': oneRoom,
    'one-way-private': oneWayPrivate,
    'plain-classes': plainClasses,
    'retired-word': retiredWord,
    'static-log-message': staticLogMessage,
  },
};
