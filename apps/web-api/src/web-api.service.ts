import { hubNeeds } from '@archivesmp/hub-wiring';
import type { HostSettings, ServiceDefinition } from '@archivesmp/service-kit';
import { configureHttp } from './configure-http.js';
import { WebApiModule } from './web-api.module.js';

/** The web API as a service: its own main boots it alone, the hub beside others. */
export const webApi: ServiceDefinition<HostSettings> = {
  name: 'web-api',
  version: '0.1.0',
  machine: ({ physical_server: name }) => name,
  listen: ({ http: settings }) => ({ host: settings.host, port: settings.port, settings }),
  server: ({ http }) => ({
    bodyLimit: http.body_limit,
    ...(http.trusted_proxies.length > 0 && { trustProxy: http.trusted_proxies }),
  }),
  tls: ({ http }) => http.tls,
  needs: hubNeeds,
  module: (settings, kit) => WebApiModule.register(settings, kit),
  configure: (app, settings) => configureHttp(app, settings),
};
