import type {
  DeploymentKind,
  DeploymentState,
  InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import type { PowerAction } from '@archivesmp/contracts/order';

/** Where one instance stands within a deployment. */
export interface RolloutInstance {
  readonly instanceId: string;
  readonly host: string;
  /** 1 is first. */
  readonly wave: number;
  readonly state: InstanceChangeState;
  /** Whether this deployment restarts it after its files were changed. */
  readonly restart: boolean;
  /** Whether its server is stopped before its files are changed and started after, in place of a restart. */
  readonly whileStopped?: boolean;
  /** Why it must not be changed now: a hold, or another change under way. */
  readonly blocked?: string;
  /** Whether a restart was asked for since it was written, by whomever: its verdict comes after that one. */
  readonly isCovered?: boolean;
  /** Other deployments that wait for this instance and come now: one restart for all of them is enough. */
  readonly others?: readonly WaitingOther[];
  /** Of one that waits for its own restart: it was restarted since that was asked for. */
  readonly restartedSince?: boolean;
}

/** What another deployment would do to the instance now, if no lease held it. */
export interface WaitingOther {
  readonly kind: DeploymentKind;
  /** Whether it restarts the instance by itself when its files are in place. */
  readonly restarts: boolean;
}

/** Everything that decides what comes next. */
export interface Rollout {
  readonly kind: DeploymentKind;
  readonly state: DeploymentState;
  /** Instances changed at the same time on one host. */
  readonly perHost: number;
  /** Whether the change windows allow to start another instance now. What was started always goes on. */
  readonly windowOpen: boolean;
  /** Whether nothing is restarted by this deployment: what needs a restart becomes flagged. */
  readonly restartLater?: boolean;
  readonly instances: readonly RolloutInstance[];
}

/** One thing to do now. Each is a transition of one row; doing it twice is refused by the row. */
export type NextStep =
  | {
      readonly kind: 'apply' | 'inspect' | PowerAction | 'judge' | 'flag' | 'undo';
      readonly instanceId: string;
    }
  | { readonly kind: 'skip'; readonly instanceId: string; readonly reason: string }
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'resume' }
  | { readonly kind: 'end'; readonly state: 'flagged' | 'succeeded' | 'failed' | 'stopped' };
