export { WebApiModule } from './web-api.module.js';
export { webApi } from './web-api.service.js';
