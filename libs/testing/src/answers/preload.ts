import { watchAnswers } from './watch-answers.js';

/** Loaded into every program that a test starts (`node --import`): its answers are held to the document, too. */
const dir = process.env['ARCHIVESMP_ANSWERS'];
if (dir !== undefined) process.on('exit', watchAnswers(dir));
