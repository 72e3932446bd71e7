import type {
  DeploymentState,
  InstanceChangeState,
  RestartReference,
  Verdict,
} from '@archivesmp/contracts/deployment-states';
import type { OrderFile, PowerAction } from '@archivesmp/contracts/order';
import type { InspectionPurpose, OrderDirection } from '@archivesmp/contracts/order-facts';
import type { InspectedPath } from './snapshot.js';

/** What is to be done to the server of an instance, by a job of its own. */
export type Begun = PowerAction | 'judge';

/**
 * One thing to do. Effects are carried out in their order, all in one transaction or none. A fence is predicted: where another one is
 * given out, another change came first, and everything is decided anew.
 */
export type Effect =
  | {
      readonly kind: 'move-deployment';
      readonly from: DeploymentState;
      readonly to: DeploymentState;
      readonly reason?: string;
    }
  | {
      readonly kind: 'move-instance';
      readonly instanceId: string;
      readonly from: InstanceChangeState;
      readonly to: InstanceChangeState;
      readonly reason?: string;
      readonly verdict?: Verdict;
      readonly fence?: number;
      /** What its new state begins. */
      readonly begins?: Begun;
    }
  /** The instance goes on under another fence, without a move. */
  | { readonly kind: 'change-fence'; readonly instanceId: string; readonly fence: number }
  /** `instead`: the fence that is given up for it, because what was begun under it is over. */
  | {
      readonly kind: 'acquire-lease';
      readonly instanceId: string;
      readonly fence: number;
      readonly instead?: number;
    }
  | {
      readonly kind: 'renew-leases';
      readonly leases: readonly { readonly instanceId: string; readonly fence: number }[];
    }
  | { readonly kind: 'release-lease'; readonly instanceId: string; readonly fence: number }
  | {
      readonly kind: 'request-inspection';
      readonly instanceId: string;
      readonly purpose: InspectionPurpose;
      readonly fence: number;
      readonly files: readonly InspectedPath[];
    }
  | { readonly kind: 'withdraw-inspection'; readonly instanceId: string; readonly inspectionId: string }
  | {
      readonly kind: 'give-order';
      readonly instanceId: string;
      readonly direction: OrderDirection;
      readonly fence: number;
      readonly files: readonly OrderFile[];
    }
  | { readonly kind: 'flag-restart'; readonly instanceId: string; readonly reason: string }
  /** Takes off every flag from before `begunAt`. */
  | { readonly kind: 'clear-restart-flags'; readonly instanceId: string; readonly begunAt: Date }
  /** Takes off the flag of this deployment, whose change no server has read. */
  | { readonly kind: 'withdraw-restart-flag'; readonly instanceId: string }
  | {
      readonly kind: 'place-hold';
      readonly instanceId: string;
      readonly reason: string;
      readonly until?: Date;
      readonly rejectedPlanHash?: string;
    }
  | { readonly kind: 'adopt-restart'; readonly instanceId: string; readonly restart: RestartReference }
  | {
      readonly kind: 'audit';
      readonly action: string;
      readonly subject: string;
      readonly detail: Readonly<Record<string, unknown>>;
    };

export type EffectKind = Effect['kind'];
