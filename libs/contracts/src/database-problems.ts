/** What may be wrong with MariaDB and what is recorded there; a part of PROBLEMS. */
export const DATABASE_PROBLEMS = {
  'database.unavailable': {
    status: 503,
    retry: true,
    title: 'The database is not reachable',
    help: 'Check MariaDB; see /health/ready.',
  },
  'database.not-writable': {
    status: 503,
    retry: true,
    title: 'The database takes no writes',
    help: 'Free space on the disk of MariaDB, or set read_only to OFF there; the detail says which. Nothing was changed.',
  },
  'database.busy': {
    status: 503,
    retry: true,
    title: 'Another transaction holds what this request needs',
    help: 'Try again. If it stays so, find who holds it in information_schema.innodb_trx of MariaDB and end it with KILL.',
  },
  'database.newer': {
    status: 500,
    retry: false,
    title: 'The database belongs to a later version',
    help: 'Start that version, or go back with the dump from before the upgrade ("Upgrade" in docs/operations.md).',
  },
  'database.not-migrated': {
    status: 500,
    retry: false,
    title: 'The tables of the database could not be brought up to date',
    help: 'Mend the cause that the detail names and start again: the steps begin anew. Or go back with the dump from before the upgrade ("Upgrade" in docs/operations.md).',
  },
} as const;
