import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { Health } from '../health/health.js';
import { createLog, type Log } from '../log/create-log.js';
import { NestLog } from '../log/nest-log.js';
import { observeCertificate } from '../metrics/certificate-metric.js';
import { observeDependencies } from '../metrics/dependency-metrics.js';
import { Metrics } from '../metrics/metrics.js';
import { withSettingLines } from '../settings/setting-origin.js';
import type { ServerTlsSettings } from '../settings/topics/http-settings.js';
import type { LoggingSettings } from '../settings/topics/logging-settings.js';
import { linesOf } from '../transport/line.js';
import { reportClearText } from './report-clear-text.js';
import { explainListenFailure, type ListenAddress } from './explain-listen-failure.js';
import { refuseBrokenText } from './refuse-broken-text.js';
import { KnownRoutes } from '../service/known-routes.js';
import { AnswerRecord, observeRequests, requestId } from './observe-requests.js';
import { refuseSeveralHosts, UnreadableRequests } from './refuse-unreadable.js';
import { untilPrepared, type Prerequisite } from './prerequisite.js';
import { ServerCertificate } from './server-certificate.js';
import { ServiceKitModule, type Kit } from './service-kit.module.js';
import { WaitingRoom } from './waiting-room.js';

/** A request whose last byte has not come by then is given up, so that slow senders cannot hold every connection. */
const REQUEST_WITHIN_MS = 300_000;
/** All that Node takes as headers, the address among them. */
const LONGEST_ADDRESS = 16 * 1024;

/** A service as an app exports it: the app's own main boots one, the hub boots several in one process. */
export interface ServiceDefinition<Settings> {
  /** `web-api`: name in log, health and metrics. */
  readonly name: string;
  readonly version: string;
  /** Name of the machine that it runs on, for the log. */
  machine?(settings: Settings): string;
  /** Where it listens for its API, health and metrics. */
  listen(settings: Settings): ListenAddress;
  /** The root module. It may inject LOG, Metrics and Health; the kit is also passed for use before injection exists. */
  module(settings: Settings, kit: Kit): Type | DynamicModule;
  /** What the module cannot be built without; waited for, while the port says so. */
  needs?(settings: Settings): readonly Prerequisite[];
  /** Certificate and key, where it serves TLS itself. */
  tls?(settings: Settings): ServerTlsSettings | undefined;
  /** Options of the HTTP server. */
  server?(settings: Settings): FastifyServerOptions;
  /** Plugins, parsers, Swagger: everything that needs the application before it listens. */
  configure?(app: NestFastifyApplication, settings: Settings, kit: Kit): Promise<void> | void;
}

/** How one boot differs from the ordinary one. */
export interface BootOptions {
  /** Instead of a log made from the settings. */
  log?: Log;
  /** What it shows, where it serves TLS itself. */
  certificate?: ServerCertificate;
}

/** A service that listens. */
export interface RunningService {
  readonly name: string;
  /** `http://127.0.0.1:8000` as it really listens. */
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly log: Log;
  /** Stops taking work, finishes what runs, closes connections. Safe to call twice. */
  close(): Promise<void>;
}

/** Creates and configures the application without listening; tests inject requests into it. */
export async function createService<Settings extends { logging: LoggingSettings }>(
  definition: ServiceDefinition<Settings>,
  settings: Settings,
  options: BootOptions = {},
): Promise<{ app: NestFastifyApplication; kit: Kit }> {
  const { name, version } = definition;
  const log = options.log ?? createLog({ app: name, settings: settings.logging });
  const kit: Kit = {
    service: { app: name, version },
    log,
    metrics: new Metrics(name),
    health: new Health(),
    routes: new KnownRoutes(),
  };
  const record = new AnswerRecord(log, kit.metrics);
  const unreadable = new UnreadableRequests(record);
  const adapter = new FastifyAdapter({
    genReqId: (request: IncomingMessage) => requestId(request.headers),
    requestIdHeader: false,
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_WITHIN_MS,
    // Long ids get "not found" like others; the length of addresses is bounded by that of headers.
    routerOptions: { maxParamLength: LONGEST_ADDRESS },
    // Neither of these reaches a route, and so not the filter either.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      unreadable.refuse(error, request, reply),
    clientErrorHandler: (error, socket) => unreadable.refuseBytes(error, socket),
    ...definition.server?.(settings),
    ...(options.certificate && { https: options.certificate.pair }),
  });
  const server = adapter.getInstance() as unknown as FastifyInstance;
  kit.routes.observe(server);
  observeRequests(server, record);
  refuseSeveralHosts(server);
  refuseBrokenText(server);
  observeDependencies(kit.metrics, kit.health);
  observeCertificate(kit.metrics, options.certificate);
  reportClearText(linesOf(settings), log, kit.metrics);
  const root = definition.module(settings, kit);
  const module = { module: class ServiceRoot {}, imports: [ServiceKitModule.withKit(kit), root] };
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLog(log),
    abortOnError: false,
    bodyParser: false,
  });
  acceptJsonOnly(adapter);
  await definition.configure?.(app, settings, kit);
  return { app, kit };
}

/**
 * Boots a service and listens. From the first moment the port is held; until the service is built it answers /health/live with 200
 * and everything else with 503 and the name of what is unavailable.
 * @throws SettingsProblem when the port cannot be had; what a prerequisite throws when waiting does not help
 */
export async function bootService<Settings extends { logging: LoggingSettings }>(
  definition: ServiceDefinition<Settings>,
  settings: Settings,
  options: BootOptions = {},
): Promise<RunningService> {
  const { name, version } = definition;
  const address = definition.listen(settings);
  const log = options.log ?? createLog({ app: name, settings: settings.logging });
  const certificate = certificateOf(definition, settings, options);
  const waitingRoom = new WaitingRoom({ app: name, version }, address, certificate?.pair);
  // A service without its port must not have taken work; workers begin while it is built
  await waitingRoom.open();
  const { app, kit } = await prepared(
    definition,
    settings,
    { log, ...(certificate && { certificate }) },
    waitingRoom,
  );
  const leaveFresh = certificate?.reloadWhenChanged(app.getHttpServer() as HttpsServer, log);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= app.close().then(() => {
      leaveFresh?.();
      kit.metrics.registry.clear();
      kit.log.info({}, 'service stopped');
    }));
  try {
    const socket = waitingRoom.handOver();
    await (socket === undefined ? app.listen(address.port, address.host) : app.listen(socket));
  } catch (error) {
    await waitingRoom.close();
    await close();
    throw explainListenFailure(name, address, error);
  }
  const url = (await app.getUrl()).replace('[::1]', 'localhost');
  const machine = definition.machine?.(settings);
  kit.log.info({ url, version, node: process.version, ...(machine && { machine }) }, 'service started');
  return { name, url, app, log: kit.log, close };
}

async function prepared<Settings extends { logging: LoggingSettings }>(
  definition: ServiceDefinition<Settings>,
  settings: Settings,
  options: BootOptions & { log: Log },
  waitingRoom: WaitingRoom,
): Promise<{ app: NestFastifyApplication; kit: Kit }> {
  try {
    await untilPrepared(definition.needs?.(settings) ?? [], options.log, (dependencies) =>
      waitingRoom.report(dependencies),
    );
    return await createService(definition, settings, options);
  } catch (error) {
    await waitingRoom.close();
    throw withSettingLines(settings, error);
  }
}

function certificateOf<Settings>(
  definition: ServiceDefinition<Settings>,
  settings: Settings,
  { certificate }: BootOptions,
): ServerCertificate | undefined {
  const files = definition.tls?.(settings);
  return certificate ?? (files && ServerCertificate.readCertificate(files));
}

/** JSON is parsed by the server itself; forms and plain text, which pages of other sites may send, are not taken. */
function acceptJsonOnly(adapter: FastifyAdapter): void {
  adapter.getInstance().removeContentTypeParser('text/plain');
}
