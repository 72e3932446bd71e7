import type { Artifacts, Precondition } from '@archivesmp/artifacts';
import { History, migrate, openHistory } from '@archivesmp/history';
import { storeSettings } from '@archivesmp/private-services';
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

const STORAGE_KEY = 'the key of what rests in the bucket';
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
  /** @param person role of a person of its own to whom the token belongs; left out: as the scopes say, and without a person for an admin's */
  as(scopes: string[], person?: Role): Promise<(path: string, init?: RequestInit) => Promise<Response>>;
  token(scopes: string[], expiresAt?: Date): Promise<string>;
  addUser(name: string, role: Role): Promise<void>;
  close(): Promise<void>;
}

/** What the one is called whom `as(['write'])` gives. */
export const WRITER = 'person-write (token write)';
/** Those to read or to write belong to a person, others to a program or a host. */
const ROLE_OF: Readonly<Record<string, Role>> = { write: 'operator', read: 'viewer' };

/** What differs from the settings that a test needs. */
export interface TestSettings {
  readonly http?: Record<string, unknown>;
  readonly redis?: Record<string, unknown>;
  readonly minio?: Record<string, unknown>;
  readonly storage?: Record<string, unknown>;
  readonly drift?: Record<string, unknown>;
  readonly deployment?: Record<string, unknown>;
  readonly amp_servers?: readonly object[];
}

/** The real API on a free port with a database, a Redis database and buckets of its own. */
export async function bootTestApi(differing: TestSettings = {}): Promise<TestApi> {
  const [database, redis, s3] = [await freshDatabase(), await freshRedisPrefix(), await freshBucket()];
  const stores = storeSettings(
    { redis, mariadb: database.settings, s3 },
    { database: database.settings.database, redisDatabase: redis.db, bucketPrefix: s3.bucketPrefix },
  );
  const settings = parseSettings(
    HostSettings,
    JSON.stringify({
      physical_server: 'hetzner',
      ...stores,
      minio: { ...stores.minio, ...differing.minio },
      redis: { ...stores.redis, ...differing.redis },
      storage: { key: STORAGE_KEY, ...differing.storage },
      http: { port: 0, ...differing.http },
      drift: { ...differing.drift },
      deployment: { ...differing.deployment },
      amp_servers: differing.amp_servers ?? [],
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
  await migrate(database.settings);
  const history = await openHistory(database.settings);
  const routes: { method: string; url: string }[] = [];
  const service = await bootService(withRoutesNoted(routes), settings, { log });
  const call = (path: string, init?: RequestInit) => fetch(`${service.url}${path}`, init);

  let tokens = 0;
  const labels = new Set<string>();
  async function token(
    scopes: string[],
    expiresAt = new Date(Date.now() + 3_600_000),
    role: Role | undefined = ROLE_OF[scopes.join()],
  ): Promise<string> {
    const text = newApiToken();
    tokens += 1;
    const name = scopes.join('+');
    const label = labels.has(name) ? `${name}-${tokens}` : name;
    labels.add(label);
    const person = { name: `person-${label}`, role: role!, passwordHash: 'none' };
    const owner =
      role === undefined ? {} : { userId: (await history.users.createUser(person, new Date())).id };
    const tokenDetails = { label, scopes, createdBy: 'test', expiresAt, ...owner };
    await history.tokens.createToken(text, tokenDetails, new Date());
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
    async as(scopes, person) {
      const authorization = `Bearer ${await token(scopes, undefined, person)}`;
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

/** Writes into the bucket as others do it, and has it taken over, so that it counts. */
export async function putAdopted(
  history: History,
  artifacts: Artifacts,
  location: { readonly plugin: string; readonly path: string },
  content: Buffer,
  when: Precondition = { ifAbsent: true },
): Promise<string> {
  const { plugin, path } = location;
  const revision =
    plugin === ''
      ? await artifacts.deviations.writeDeviations(content, when)
      : await artifacts.baselines.writeBaseline(plugin, path, content, when);
  const sha256 = await artifacts.baselineHistory.storeBaselineContent(content);
  const saved = { revision, sha256, size: content.length };
  await history.baselineChanges.recordBaselineChange(
    { ...location, change: 'adopted', by: 'test', content: saved },
    new Date(),
  );
  return revision;
}

/** The place of deviations.yml. */
export const DEVIATIONS = { plugin: '', path: 'deviations.yml' };
