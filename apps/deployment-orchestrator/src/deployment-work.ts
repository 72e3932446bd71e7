import {
  AskAgent,
  ConfigContents,
  DesiredStates,
  Repeat,
  SecretRules,
  ServiceWork,
  type ServiceCalls,
  type ServiceStores,
} from '@archivesmp/hub-wiring';
import type { DeploymentSettings, HostSettings, Kit, Log } from '@archivesmp/service-kit';
import type { WaveOrder } from '@archivesmp/change-plan';
import type { JobHandlers } from '@archivesmp/bus';
import type { JobsOf } from '@archivesmp/contracts/job-services';
import { AdvanceDeployment } from './reconcile/advance-deployment.js';
import { WatchDeployments } from './reconcile/watch-deployments.js';
import { handleDeploymentJobs } from './deployment.worker.js';
import { observeDeployments, type DeploymentMetrics } from './metrics.js';
import { HubSigner } from '@archivesmp/hub-wiring';
import { MakePlan } from './plan/make-plan.js';
import { Panels } from './panel/panels.js';
import { panelEvidence } from './verdict/evidence.js';
import { AgentPower } from './restart/agent-power.js';
import { ChangePower } from './restart/change-power.js';
import { checkWindows } from './settings/check-windows.js';
import { JudgeInstance } from './verdict/judge-instance.js';

const WATCH_EVERY_MS = 1_000;
/** Restarts and verdicts mostly wait; a fleet of 200 must not queue up behind a slow server. */
const CONCURRENCY = { deployment: 24, restart: 24 };

/** Opens the service. @throws Problem `database.unavailable`; SettingsProblem for windows that make no sense */
export function openDeploymentWork(settings: HostSettings, kit: Kit): Promise<ServiceWork> {
  checkWindows(settings.deployment);
  const facts = observeDeployments(kit.metrics);
  return ServiceWork.open(settings, kit, {
    service: 'deployment-orchestrator',
    concurrency: CONCURRENCY,
    handlers: (stores, calls) => handlersOf(settings, stores, calls, facts, kit.log),
    tasks: (stores, log) => [watch(stores, facts, log)],
    jobEnded: (outcome) => facts.jobEnded(outcome),
  });
}

function handlersOf(
  { deployment, amp_servers }: HostSettings,
  { history, artifacts, events }: ServiceStores,
  calls: ServiceCalls,
  facts: DeploymentMetrics,
  log: Log,
): JobHandlers<JobsOf<'deployment-orchestrator'>> {
  const signer = HubSigner.from({ deployment });
  if (signer === undefined)
    log.warn({}, 'deployment.order_key is missing: plans can be made, but nothing can be applied');
  const contents = new ConfigContents(artifacts);
  const ask = new AskAgent(history, calls.wake);
  const panels = new Panels(amp_servers, (host, call) => facts.panelCalled(host, call));
  const planning = {
    history,
    artifacts,
    desired: new DesiredStates(artifacts, history),
    contents,
    askAgent: ask,
    stopping: calls.stopping,
  };
  const agents = new AgentPower(history, signer, deployment.order_seconds, calls.wake);
  const useCases = {
    makePlan: new MakePlan(
      planning,
      wavesOf(deployment),
      async (instance) => (await panelEvidence(() => panels.instanceOf(instance))).app,
      events,
      log,
    ),
    advance: new AdvanceDeployment(
      {
        history,
        events,
        contents,
        store: (bytes) => artifacts.snapshots.storeSnapshot(bytes),
        secretRules: new SecretRules({ artifacts, changes: history.baselineChanges }),
      },
      deployment,
      signer,
      log,
      (result) => facts.turned(result),
    ),
    power: new ChangePower(history, panels, agents, deployment, log),
    judge: new JudgeInstance({ history, contents, panels, askAgent: ask }, deployment, log),
  };
  return handleDeploymentJobs(useCases, history, calls);
}

function watch({ history, bus }: ServiceStores, facts: DeploymentMetrics, log: Log): Repeat {
  const deployments = new WatchDeployments(history);
  return new Repeat(
    'watch deployments',
    WATCH_EVERY_MS,
    async () => {
      facts.liveSeen(await deployments.watchDeployments(new Date()));
      facts.queuesSeen({
        deployment: await bus.countJobs('deployment'),
        restart: await bus.countJobs('restart'),
      });
    },
    log,
  );
}

const wavesOf = ({ first, waves_by: groupBy }: DeploymentSettings): WaveOrder => ({ first, groupBy });
