/** What a file in the state folder of an agent is for. */
export const STATE_FILE_KINDS = ['fence', 'outcome', 'journal', 'made-folders', 'local-action'] as const;
export type StateFileKind = (typeof STATE_FILE_KINDS)[number];

/** One file of the state folder that cannot be read. */
export interface DamagedStateFile {
  readonly kind: StateFileKind;
  /** Its whole path on the host. */
  readonly file: string;
  /** Whose it is, where the place tells. */
  readonly instanceId?: string;
  /** What it is about, where the place tells. */
  readonly orderId?: string;
}

/** One of them as people read it. */
export interface NamedDamage extends DamagedStateFile {
  /** Name of the instance, where the host has it. */
  readonly instance?: string;
  /** What it should hold, what it keeps from being done, and the remedy. */
  readonly reason: string;
}

/** `GET /api/agent/damage`: everything in the state folder that cannot be read. */
export interface AgentDamage {
  readonly host: string;
  readonly damaged: readonly NamedDamage[];
}

/** One of them that is sound again. */
export interface RepairedStateFile extends Omit<NamedDamage, 'reason'> {
  /** The number that a fence holds now. */
  readonly fence?: number;
  /** Where what was damaged lies now. */
  readonly kept: string;
  /** What was done, and what a person should check. */
  readonly done: string;
}

/** `POST /api/agent/repair`: what was repaired, and what was left as it is with the reason. */
export interface AgentRepair {
  readonly host: string;
  readonly repaired: readonly RepairedStateFile[];
  readonly left: readonly NamedDamage[];
}

/** Routes of an agent for people on its host. */
export const AGENT_ROUTES = { damage: '/api/agent/damage', repair: '/api/agent/repair' } as const;
