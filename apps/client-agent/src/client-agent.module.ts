import { AmpPanel } from '@archivesmp/amp';
import { damageText, OrderApplier } from '@archivesmp/instance-files';
import { trustOf, wrongSetting, type Kit } from '@archivesmp/service-kit';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import type { FileAccess } from './access/host-access.js';
import { LocalAccess } from './access/local-access.js';
import { PanelAccess } from './access/panel-access.js';
import { AgentLoop } from './agent-loop.js';
import { hubAddress, type AgentSettings } from './agent-settings.js';
import { describeSkew } from './hub/clock-skew.js';
import { HostClock } from './hub/host-clock.js';
import { HubConnection } from './hub/hub-connection.js';
import { HubRetryPolicy } from './hub/hub-retry-policy.js';
import { signedJobs } from './hub/signed-jobs.js';
import { ReportRefusedJobs } from './hub/report-refused-jobs.js';
import { ScanAnswers } from './hub/scan-results.js';
import { InspectInstance } from './inspect/inspect-instance.js';
import { AgentActionsController } from './local/agent-actions.controller.js';
import { HubActionsClient } from './local/hub-actions-client.js';
import { LocalActionJournal } from './local/local-actions.js';
import { MarkRestart } from './local/mark-restart.js';
import { RepairState } from './local/repair-state.js';
import { LocalRestartOfInstances } from './local/local-restart.js';
import { ReportActions } from './local/report-actions.js';
import { observeAgent } from './metrics.js';
import { ApplyAgentOrder } from './order/apply-agent-order.js';
import { OrderHub } from './order/order-hub.js';
import { OrderKeys } from './hub/order-keys.js';
import { OutcomeDelivery } from './order/outcome-delivery.js';
import { BegunOrders } from './power/begun-orders.js';
import { ChangeServerPower } from './power/change-power.js';
import { InstanceManager } from './power/instance-manager.js';
import { ReadInstance } from './read/read-instance.js';
import { AgentStatusController } from './status/agent-status.controller.js';
import { Heartbeat } from './heartbeat/heartbeat.js';
import { LocalTokenGuard } from './status/local-token.guard.js';
import { RecentWork } from './status/recent-work.js';

/** Who plays which part in an agent. */
@Module({})
export class ClientAgentModule {
  static register(settings: AgentSettings, { log, metrics, health, service }: Kit): DynamicModule {
    const { physical_server: host, state_folder: stateFolder } = settings;
    const stopping = new AbortController();
    const redis = settings.redis.connection();
    const facts = observeAgent(metrics);
    const trusted = OrderKeys.fromSettings(settings);
    const keys = settings.read_only ? OrderKeys.none : trusted;
    const panel = panelOf(settings);
    const access = accessOf(settings, panel);
    const clock = new HostClock();
    const hub = new HubConnection(
      hubAddress(settings),
      settings.token,
      host,
      trustOf(settings.hub_transport),
    );
    const retryPolicy = new HubRetryPolicy(settings.hub_patience_seconds, stopping.signal, (waitMs, error) =>
      log.warn({ waitMs, reason: error.message }, 'hub unavailable, delivery waits'),
    );

    const applier = new OrderApplier(stateFolder, access.targets);
    const whileQuiet = applier.whileQuiet.bind(applier);
    const orderHub = new OrderHub(hub);
    const delivery = new OutcomeDelivery(applier, orderHub, retryPolicy, log);
    const parts = {
      host,
      keys,
      access,
      applier,
      hub: orderHub,
      delivery,
      retryPolicy: retryPolicy,
      facts,
      log,
    };
    const applyOrder = new ApplyAgentOrder(parts);
    const readInstance = new ReadInstance(host, access, new ScanAnswers(hub), retryPolicy, log, whileQuiet);
    const inspect = new InspectInstance(access, orderHub, retryPolicy, log, whileQuiet, clock);

    const manager = settings.ampinstmgr && new InstanceManager(settings.ampinstmgr);
    const power = { ended: applier.ended, begun: new BegunOrders(stateFolder), manager, log };
    const changePower = new ChangeServerPower({
      host,
      keys,
      access,
      hub: orderHub,
      delivery,
      retryPolicy,
      ...power,
    });
    const actions = new LocalActionJournal(stateFolder, host);
    const hubActions = new HubActionsClient(hub);
    const refusedJobs = new ReportRefusedJobs(host, hub, log);
    const reportActions = new ReportActions(actions, hubActions, log);
    const restarts = new LocalRestartOfInstances(
      hubActions,
      actions,
      { panel, manager },
      log,
      stopping.signal,
    );
    const marks = new MarkRestart(hubActions, actions, stopping.signal);
    const repairs = new RepairState(host, applier.care, actions, hubActions, log, stopping.signal);
    const identity = { host, version: service.version, startedAt: new Date().toISOString() };
    const onBeat: typeof facts.beat = (...beat) => {
      clock.noticeClockStep();
      facts.beat(...beat);
    };
    const heartbeat = new Heartbeat(identity, access, hub, actions, log, onBeat);
    const work = new RecentWork();
    const onOutcome = (outcome: Parameters<RecentWork['recordOutcome']>[0]): void => {
      work.recordOutcome(outcome);
      if (outcome.refused !== undefined) refusedJobs.noteRefusedJob(outcome.jobId, outcome.refused);
      facts.jobEnded(outcome);
    };
    const recover = async (): Promise<void> => {
      if (keys.any) await applier.prepareState();
      await applier.recover();
    };
    const loop = new AgentLoop(
      heartbeat,
      { readInstance, applyOrder, changePower, inspect },
      [
        (signal) => delivery.deliverOutcomes(signal),
        (signal) => reportActions.reportLocalActions(signal),
        (signal) => refusedJobs.reportRefusedJobs(signal),
      ],
      {
        host,
        redis,
        concurrency: settings.concurrency,
        mayShare: settings.redis_shared,
        stopping,
        onOutcome,
        source: signedJobs(host, trusted, hub, retryPolicy),
        recover,
      },
      log,
    );
    health.addCheck('redis', () => throwFailure(loop.queueFailure));
    health.addCheck('heartbeat', () => throwFailure(heartbeat.failure));
    health.addCheck('hub', () => throwFailure(hub.complaint));
    health.addCheck('clock', () => throwFailure(describeSkew(hub.clockSkewSeconds)));
    health.addCheck('instances', () => throwFailure(heartbeat.last?.discoveryError));
    if (keys.any) health.addCheck('state folder', () => applier.care.assertSound());
    health.addCheck('what was done by force', async () =>
      throwFailure((await actions.damaged()).map(damageText)[0]),
    );
    health.addCheck('orders', () => throwFailure([...delivery.stuckOrders.values()][0]));
    return {
      module: ClientAgentModule,
      controllers: [AgentStatusController, AgentActionsController],
      providers: [
        { provide: Heartbeat, useValue: heartbeat },
        { provide: RecentWork, useValue: work },
        { provide: OrderKeys, useValue: keys },
        { provide: OutcomeDelivery, useValue: delivery },
        { provide: ApplyAgentOrder, useValue: applyOrder },
        { provide: LocalRestartOfInstances, useValue: restarts },
        { provide: MarkRestart, useValue: marks },
        { provide: RepairState, useValue: repairs },
        { provide: ReportActions, useValue: reportActions },
        { provide: AgentLoop, useValue: loop },
        {
          provide: APP_GUARD,
          inject: [Reflector],
          useFactory: (reflector: Reflector) =>
            new LocalTokenGuard(reflector, settings.local_token ?? settings.token),
        },
      ],
    };
  }
}

/** @throws SettingsProblem when the panel is the way and there is no account for it */
function accessOf(settings: AgentSettings, panel: AmpPanel | undefined): FileAccess {
  if (settings.access === 'files') return new LocalAccess(settings.physical_server, settings.instances_root);
  if (panel) return new PanelAccess(panel);
  throw wrongSetting(settings, 'amp_local', 'needs username and password when access is panel');
}

/** The panel beside the agent, when there is an account for it. */
function panelOf({ amp_local: amp }: AgentSettings): AmpPanel | undefined {
  if (amp?.username === undefined || amp.password === undefined) return undefined;
  const trust = trustOf(amp.transport);
  return new AmpPanel({ url: amp.url, username: amp.username, password: amp.password.reveal(), trust });
}

async function throwFailure(failure: string | undefined): Promise<void> {
  if (failure !== undefined) throw new Error(failure);
}
