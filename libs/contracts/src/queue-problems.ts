/** What may be wrong with the queue (Redis) and the jobs in it; a part of PROBLEMS. */
export const QUEUE_PROBLEMS = {
  'queue.unavailable': {
    status: 503,
    retry: true,
    title: 'The queue (Redis) is not reachable',
    help: 'What you asked for is recorded and will run when Redis is back; see /health/ready.',
  },
  'queue.not-writable': {
    status: 503,
    retry: true,
    title: 'The queue (Redis) takes no writes',
    help: 'Give Redis more memory or disk, or point the settings at the primary; the detail says which. What you asked for is recorded and will run then.',
  },
  'queue.evicting': {
    status: 503,
    retry: false,
    title: 'Redis may throw jobs away',
    help: 'Set maxmemory-policy to noeviction on this Redis.',
  },
  'queue.unknown-version': {
    status: 500,
    retry: false,
    title: 'This job comes from another version of the program',
    help: 'Finish the update of all services; the job was not run.',
  },
  'queue.no-accounts': {
    status: 503,
    retry: false,
    title: 'The hub may not make accounts in Redis',
    help: 'Give the account in redis.username of host.yaml the commands ACL and CLIENT KILL (docs/operations.md).',
  },
  'queue.job-refused': {
    status: 500,
    retry: false,
    title: 'This job does not come from the hub',
    help: 'Another program writes into Redis: change its passwords (asmp host rotate) and check who can reach it. The job was not run.',
  },
} as const;
