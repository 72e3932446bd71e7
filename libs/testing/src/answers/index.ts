export { AnswerCheck } from './answer-check.js';
export { committedDocument } from './api-document.js';
export { chanceOf, MadeRequests, type MadeRequest } from './made-requests.js';
