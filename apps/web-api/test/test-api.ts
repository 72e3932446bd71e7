import { History, migrate, openHistory, type HistorySettings } from '@archivesmp/history';
import {
  bootService,
  createLog,
  HostSettings,
  parseSettings,
  type RunningService,
} from '@archivesmp/service-kit';
import { freshBucket, freshDatabase, freshRedisPrefix } from '@archivesmp/testing';
import type { FastifyInstance } from 'fastify';
import type { Role } from '@archivesmp/contracts/vocabulary';
import { hashPassword } from '../src/access/password-hash.js';
import { newApiToken } from '../src/access/access-key.js';
import { webApi } from '../src/web-api.service.js';

export const PASSWORD = 'a long enough password';

export interface TestApi {
  readonly url: string;
  readonly history: History;
  readonly settings: HostSettings;
  readonly service: RunningService;
  /** Every route the server has, as method and pattern. */
  readonly routes: readonly { readonly method: string; readonly url: string }[];
  /** Lines of the log, as parsed JSON. */
  lines(): Record<string, unknown>[];
  /** A fetch below the API's address. */
  call(path: string, init?: RequestInit): Promise<Response>;
  /** A fetch with an API token of these scopes. */
  as(scopes: string[]): Promise<(path: string, init?: RequestInit) => Promise<Response>>;
  token(scopes: string[], expiresAt?: Date): Promise<string>;
  addUser(name: string, role: Role): Promise<void>;
  close(): Promise<void>;
}

/** What differs from the settings that a test needs. */
export interface TestSettings {
  readonly http?: Record<string, unknown>;
  readonly redis?: Record<string, unknown>;
  readonly minio?: Record<string, unknown>;
  readonly drift?: Record<string, unknown>;
}

/** The real API on a free port with a database, a Redis database and buckets of its own. */
export async function bootTestApi(differing: TestSettings = {}): Promise<TestApi> {
  const [database, redis, s3] = [await freshDatabase(), await freshRedisPrefix(), await freshBucket()];
  const { host, port, user, password } = database.settings;
  const settings = parseSettings(
    HostSettings,
    JSON.stringify({
      physical_server: 'hetzner',
      minio: {
        endpoint: `${s3.endPoint}:${s3.port}`,
        access_key: s3.accessKey,
        secret_key: s3.secretKey,
        region: s3.region,
        bucket_prefix: s3.bucketPrefix,
        ...differing.minio,
      },
      mariadb: { host, port, username: user, password, database: database.settings.database },
      redis: {
        host: redis.host,
        port: redis.port,
        username: redis.username,
        password: redis.password,
        database: redis.db,
        ...differing.redis,
      },
      http: { port: 0, ...differing.http },
      drift: { ...differing.drift },
    }),
    'test.yaml',
    {},
  );
  const written: string[] = [];
  const log = createLog({
    app: 'web-api',
    settings: { level: 'debug' },
    to: {
      write: (line) => {
        written.push(line);
      },
    },
  });
  const own: HistorySettings = { host, port, user, password, database: database.settings.database };
  await migrate(own);
  const history = await openHistory(own);
  const routes: { method: string; url: string }[] = [];
  const service = await bootService(withRoutesNoted(routes), settings, { log });
  const call = (path: string, init?: RequestInit) => fetch(`${service.url}${path}`, init);

  async function token(scopes: string[], expiresAt = new Date(Date.now() + 3_600_000)): Promise<string> {
    const text = newApiToken();
    const about = { label: scopes.join('+'), scopes, createdBy: 'test', expiresAt };
    await history.tokens.createToken(text, about, new Date());
    return text;
  }

  return {
    url: service.url,
    history,
    settings,
    service,
    routes,
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
    call,
    token,
    async as(scopes) {
      const authorization = `Bearer ${await token(scopes)}`;
      return (path, init = {}) => call(path, { ...init, headers: { ...init.headers, authorization } });
    },
    async addUser(name, role) {
      await history.users.createUser({ name, role, passwordHash: await hashPassword(PASSWORD) }, new Date());
    },
    async close() {
      await service.close();
      await history.close();
      await database.drop();
    },
  };
}

/** The same service, whose routes are noted as they are registered. */
function withRoutesNoted(routes: { method: string; url: string }[]): typeof webApi {
  return {
    ...webApi,
    configure: async (app, settings, kit) => {
      const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
      server.addHook('onRoute', ({ method, url }) => {
        for (const one of [method].flat()) routes.push({ method: one, url });
      });
      await webApi.configure?.(app, settings, kit);
    },
  };
}
