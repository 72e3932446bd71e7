import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { JobRefusal } from '@archivesmp/bus';
import { Problem } from '@archivesmp/contracts/problem';
import { expect, it } from 'vitest';
import { OrderKeys } from './order-keys.js';
import { HubUnavailable, NotWanted } from './hub-connection.js';
import { HubRetryPolicy } from './hub-retry-policy.js';
import { signedJobs } from './signed-jobs.js';

const HUB = generateKeyPairSync('ed25519');
const STRANGER = generateKeyPairSync('ed25519');
const KEYS = OrderKeys.fromSettings({
  order_keys: [HUB.publicKey.export({ type: 'spki', format: 'pem' }).toString()],
});
const JOB = { name: 'agent.read-instance', jobId: 'agent.read-instance-1' };
const job = (more: object = {}) => ({
  job: JOB.name,
  jobId: JOB.jobId,
  host: 'ovh',
  data: { select: 'all' },
  ...more,
});

const signed = (text: object, key: KeyObject = HUB.privateKey) => ({
  text: JSON.stringify(text),
  signature: sign(null, Buffer.from(JSON.stringify(text)), key).toString('base64'),
});

function asking(answer: unknown, keys = KEYS) {
  const paths: string[] = [];
  const hub = {
    callJson: async ({ path }: { path: string }) => {
      paths.push(path);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const ask = () => signedJobs('ovh', keys, hub, new HubRetryPolicy(0, new AbortController().signal))(JOB);
  return { paths, ask };
}

it('believes what the hub signed, fetched by the id of the job', async () => {
  const { ask, paths } = asking(signed(job()));
  expect(await ask()).toEqual({ data: { select: 'all' } });
  expect(paths).toEqual(['/api/agent/jobs/agent.read-instance-1']);
});

const altered = signed(job());
it.each<[string, unknown]>([
  ['not_signed', signed(job(), STRANGER.privateKey)],
  ['not_signed', { ...altered, text: altered.text.replace('all', 'nil') }],
  ['not_signed', { ...altered, signature: '' }],
  ['altered', signed(job({ jobId: 'agent.read-instance-2' }))],
  ['altered', signed(job({ job: 'agent.inspect-instance' }))],
  ['other_host', signed(job({ host: 'hetzner' }))],
])('refuses what is not: %s', async (kind, answer) => {
  const refused = await asking(answer)
    .ask()
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(JobRefusal);
  expect(refused).toMatchObject({ kind, code: 'queue.job-refused', retry: false });
});

it('believes nothing without a key, and asks nobody', async () => {
  const { ask, paths } = asking(signed(job()), OrderKeys.none);
  await expect(ask()).rejects.toMatchObject({ kind: 'not_signed' });
  expect(paths).toEqual([]);
});

it('tells apart what nobody asked for, what is done, and who cannot know', async () => {
  const refusal = (code: 'resource.not-found' | 'resource.conflict') => ({ code, detail: '' });
  expect(await asking(new NotWanted('', refusal('resource.not-found'))).ask()).toBe('unknown');
  expect(await asking(new NotWanted('', refusal('resource.conflict'))).ask()).toBe('settled');
  await expect(asking(new NotWanted('404 of a proxy')).ask()).rejects.toBeInstanceOf(HubUnavailable);
  await expect(asking(new HubUnavailable('')).ask()).rejects.toBeInstanceOf(HubUnavailable);
  for (const junk of [null, {}, { text: 1, signature: 'x' }])
    await expect(asking(junk).ask()).rejects.toBeInstanceOf(Problem);
});
