export { hub } from './hub.service.js';
