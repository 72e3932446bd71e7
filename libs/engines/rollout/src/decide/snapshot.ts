import type {
  AsPlanned,
  DeploymentKind,
  DeploymentState,
  InstanceChangeState,
  RestartReference,
  Verdict,
} from '@archivesmp/contracts/deployment-states';
import type { OrderFile, OrderOutcome } from '@archivesmp/contracts/order';
import type { ChangeWindow } from '../change-windows.js';
import type { Rejection } from '../decided-anew.js';
import type { InspectionPurpose, OrderDirection } from '@archivesmp/contracts/order-facts';

/** Everything that decides what a deployment does now: plain data, read at one moment, and nothing is asked for beside it. */
export interface DeploymentSnapshot {
  /** The time of day. */
  readonly now: Date;
  /** What the work clock shows: answers are given up by it. */
  readonly worked: Date;
  readonly windows: readonly ChangeWindow[];
  /** How long a hold lasts that comes with a change taken back by itself; 0 = until a person lifts it. */
  readonly holdHours: number;
  /** How long an agent is given, in seconds; for sentences. */
  readonly orderSeconds: number;
  readonly deployment: DeploymentFacts;
  /** By wave, then host. */
  readonly instances: readonly InstanceFacts[];
  /** Other deployments that have not ended and wait for one of these instances. */
  readonly others: readonly OtherDeployment[];
}

/** How one deployment is run. */
export interface RunOptions {
  /** Instances changed at the same time on one host. */
  readonly perHost: number;
  /** Whether servers that run are stopped before their files are changed and started after, in place of a restart. */
  readonly whileStopped: boolean;
  /** Whether it restarts nothing: what needs a restart becomes flagged. */
  readonly restartLater: boolean;
}

/** The deployment itself. */
export interface DeploymentFacts {
  readonly id: string;
  readonly kind: DeploymentKind;
  readonly state: DeploymentState;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  /** Left out: it changes the power of servers and no file. */
  readonly planHash?: string;
  /** Whether what it does to files is known; one that only changes the power of servers has no plan. */
  readonly hasPlan: boolean;
  /** What people decided about its plan, where one of its instances has a rejection; left out: the plan is not known any more. */
  readonly decisions?: { readonly plannedAt: Date; readonly approvedAt?: Date };
  /** Whether it takes another deployment back. */
  readonly undoesAnother: boolean;
  readonly options: RunOptions;
}

/** Who holds the lease of an instance, and the newest fence that was given out for it; 0 = none ever was. */
export interface LeaseFacts {
  readonly holder: 'ours' | 'others' | 'none';
  readonly fence: number;
  /** Whether its time is over: the first to ask may claim it. */
  readonly ranOut: boolean;
}

/** One instance of the deployment. */
export interface InstanceFacts {
  readonly instanceId: string;
  readonly name: string;
  readonly host: string;
  /** 1 is first. */
  readonly wave: number;
  readonly state: InstanceChangeState;
  readonly reason?: string;
  /** Under which it was changed last; left out: nothing was begun. */
  readonly fence?: number;
  readonly changedAt: Date;
  /** Nothing had to be written there: what became of its server. */
  readonly asPlanned?: AsPlanned;
  /** Whether its plan restarts it after its files were changed; true where there is no plan. */
  readonly restart: boolean;
  /** Whether it is still found in the fleet. */
  readonly isFound: boolean;
  /** Which files agents are asked for, with the content that the hub has, on the way forward and back. */
  readonly files: Readonly<Record<OrderDirection, readonly InspectedPath[]>>;
  readonly lease: LeaseFacts;
  /** Why it must not be changed now; left out: it is not held. */
  readonly hold?: string;
  /** That this very plan was rolled back there before; left out: it never was. */
  readonly rejection?: Rejection;
  /** Orders about its files, oldest first. */
  readonly orders: readonly OrderFacts[];
  /** Newest first. */
  readonly inspections: readonly InspectionFacts[];
  /** Of the ledger of this deployment. */
  readonly steps: readonly StepFacts[];
  /** Which restart or start came after its change, or was asked for with it; left out: none. */
  readonly restartedBy?: RestartReference;
  /** What is known of that one; left out: it was asked for and not begun. */
  readonly sharedRestart?: StepFacts;
  /** The newest restart or start since the deployment was asked for, of another one; known only where a restart waits for it. */
  readonly restartedSince?: RestartReference;
  /** What its files held when its verdict was formed, by path; null = not there. */
  readonly judgedOn: Readonly<Record<string, string | null>>;
  /** Lines of other deployments that wait for it. */
  readonly waiting: readonly WaitingFacts[];
}

/** A file that an agent is asked for. */
export interface InspectedPath {
  readonly path: string;
  /** The content that the hub has; null = none. */
  readonly sha256: string | null;
  readonly hashOnly?: true;
}

/** An order that was given, and what became of it. */
export interface OrderFacts {
  readonly direction: OrderDirection;
  readonly fence: number;
  /** By the work clock. */
  readonly giveUpAt: Date;
  readonly outcome?: Pick<OrderOutcome, 'state' | 'code' | 'path' | 'reason'>;
}

/** What becomes of the files that were found. */
export type FileFit =
  /** With no file left they hold already what they are to hold. `rewritten`: the server wrote them anew, with the same meaning. */
  | { readonly state: 'fits'; readonly files: readonly OrderFile[]; readonly rewritten: readonly string[] }
  | { readonly state: 'refused'; readonly reason: string };

/** A question to an agent about the files of an instance. */
export interface InspectionFacts {
  readonly inspectionId: string;
  readonly purpose: InspectionPurpose;
  readonly fence: number;
  /** By the work clock; left out: the deployment that asked counts for itself. */
  readonly giveUpAt?: Date;
  /** What was found, by path; null = not there. Left out: no answer so far. */
  readonly found?: Readonly<Record<string, string | null>>;
  /** Left out: the answer came in after the files were fitted; it has woken the deployment once more. */
  readonly fit?: FileFit;
  /** Whether the server is known to have read what was found. */
  readonly isRead?: boolean;
}

/** A step of the ledger. */
export interface StepFacts {
  /** `restart`, `stop`, `start` or `verdict`; others are not looked at. */
  readonly step: string;
  /** The fence under which it was taken. */
  readonly attempt: number;
  readonly state: 'begun' | 'done' | 'failed';
  readonly begunAt: Date;
  readonly verdict?: Verdict;
  readonly reason?: string;
  /** When the panel was asked; left out: it was not asked. */
  readonly askedAt?: Date;
  /** It was to be started and ran already, so that it has not read its files anew. */
  readonly foundRunning?: true;
}

/** A line of another deployment that waits for the same instance. */
export interface WaitingFacts {
  readonly deploymentId: string;
  readonly kind: DeploymentKind;
  readonly state: Extract<InstanceChangeState, 'queued' | 'flagged'>;
  /** Under which it wrote; left out: it has not. */
  readonly fence?: number;
  /** Whether a restart was asked for after it wrote. */
  readonly isCovered: boolean;
}

/** Another deployment, as far as it decides whether it comes now. */
export interface OtherDeployment {
  readonly id: string;
  readonly kind: DeploymentKind;
  readonly state: DeploymentState;
  readonly undoesAnother: boolean;
  readonly options: RunOptions;
  readonly instances: readonly {
    readonly instanceId: string;
    readonly host: string;
    readonly wave: number;
    readonly state: InstanceChangeState;
    /** Whether its plan restarts the instance. */
    readonly restart: boolean;
  }[];
}
