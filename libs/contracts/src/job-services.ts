import { DEPLOYMENT_JOBS } from './deployment-jobs.js';
import { JOBS } from './jobs.js';

/** Every job there is. What is not among them cannot be put into the outbox. */
export const ALL_JOBS = [...JOBS, ...DEPLOYMENT_JOBS] as const;

/** The name of a job with a handler. */
export type JobName = (typeof ALL_JOBS)[number]['name'];

/** Whose workers handle jobs. */
export const JOB_SERVICES = [
  'drift-analysis',
  'deployment-orchestrator',
  'backup',
  'client-agent',
  'plugin-updater',
] as const;
export type JobService = (typeof JOB_SERVICES)[number];

/** Who handles each job: a service without a handler for one of its jobs does not compile. */
export const JOB_HANDLED_BY = {
  'fleet.discover': 'drift-analysis',
  'drift.clockwork': 'drift-analysis',
  'drift.start-scan': 'drift-analysis',
  'drift.analyse-instance': 'drift-analysis',
  'drift.complete-scan': 'drift-analysis',
  'deployment.make-plan': 'deployment-orchestrator',
  'deployment.advance': 'deployment-orchestrator',
  'deployment.restart-instance': 'deployment-orchestrator',
  'deployment.stop-instance': 'deployment-orchestrator',
  'deployment.start-instance': 'deployment-orchestrator',
  'deployment.judge-instance': 'deployment-orchestrator',
  'backup.compose-restore-point': 'backup',
  'backup.take': 'backup',
  'backup.verify': 'backup',
  'backup.prune': 'backup',
  'backup.drill': 'backup',
  'backup.rebuild-index': 'backup',
  'backup.adopt': 'backup',
  'backup.renew': 'backup',
  'backup.forget-key': 'backup',
  'backup.tidy': 'backup',
  'backup.clockwork': 'backup',
  'agent.read-instance': 'client-agent',
  'agent.apply-order': 'client-agent',
  'agent.change-power': 'client-agent',
  'agent.inspect-instance': 'client-agent',
  'plugins.take-inventory': 'plugin-updater',
} as const satisfies Record<JobName, JobService>;

/** The jobs of a service, for the compiler. */
export type JobsOf<Service extends JobService> = {
  [Name in JobName]: (typeof JOB_HANDLED_BY)[Name] extends Service ? Name : never;
}[JobName];

/** The jobs of a service. */
export const jobsOf = <Service extends JobService>(
  service: Service,
): readonly { readonly name: JobsOf<Service> }[] =>
  ALL_JOBS.flatMap(({ name }) =>
    JOB_HANDLED_BY[name] === service ? [{ name: name as JobsOf<Service> }] : [],
  );
