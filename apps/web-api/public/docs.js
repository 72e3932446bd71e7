import { cookie } from './api.js';

/** Swagger UI, loaded before this module because both are deferred. */
window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  docExpansion: 'list',
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
  presets: [window.SwaggerUIBundle.presets.apis],
  requestInterceptor: (request) => {
    const token = cookie('archivesmp_csrf');
    if (token !== undefined && request.method !== 'GET') request.headers['X-CSRF-Token'] = token;
    return request;
  },
});
