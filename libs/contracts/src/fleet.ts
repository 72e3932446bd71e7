import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { HOST_NAME, HOST_NAME_WORDS } from './host-name.js';
import {
  DRIFT_STATUSES,
  HEALTH_STATES,
  PLATFORMS,
  type DriftStatus,
  type HealthState,
  type Platform,
} from './vocabulary.js';

/**
 * Why an instance belongs to its host: a person said so; its panel lists it there; a panel did so last and does not answer or list it
 * any more; no panel ever did, and the agent there reported it first.
 */
export const OWNERSHIP_REASONS = ['person', 'panel', 'last-panel', 'first-agent'] as const;
export type OwnershipReason = (typeof OWNERSHIP_REASONS)[number];

/**
 * How what the agent of a host logs in with stands: given with `asmp host add`; its token has expired; taken away; an
 * agent may speak for the host under a token that was made otherwise; nothing speaks for it.
 */
export const HOST_ACCESS_STATES = ['given', 'expired', 'revoked', 'other-token', 'none'] as const;
export type HostAccessState = (typeof HOST_ACCESS_STATES)[number];

/** A physical machine with one agent. */
export class HostView {
  @ApiProperty({ example: 'hetzner' }) name!: string;
  @ApiProperty({
    enum: ['alive', 'stale', 'silent'],
    description: 'stale: last heartbeat older than 60 s; silent: none known',
  })
  agent!: 'alive' | 'stale' | 'silent';
  @ApiPropertyOptional({ example: 4, description: 'Age of the last heartbeat in seconds' })
  agentAgeSeconds?: number;
  @ApiPropertyOptional({ example: '0.1.0' }) agentVersion?: string;
  @ApiProperty({ description: 'false while the agent reports that it cannot reach the hub over HTTP' })
  hubReachable!: boolean;
  @ApiPropertyOptional({
    example: 0,
    description:
      'Seconds that the clock of the host is ahead of the hub’s, negative when behind; left out while unknown. Orders live ten minutes',
  })
  clockSkewSeconds?: number;
  @ApiProperty({ example: 11, description: 'Instances that are on it' }) instances!: number;
  @ApiPropertyOptional({
    format: 'date-time',
    example: '2026-11-30T07:00:00.000Z',
    description: 'When the hub last took a heartbeat of its agent',
  })
  lastHeardAt?: string;
  @ApiPropertyOptional({
    example: '/home/amp/.ampdata: the agent has no permission to read it; check instances_root in agent.yaml',
    description: 'Why its agent cannot find its instances, or some of them, in the words of the agent',
  })
  discoveryError?: string;
  @ApiProperty({
    enum: HOST_ACCESS_STATES,
    enumName: 'HostAccessState',
    description:
      'given: by POST /api/v1/hosts; expired: its token is too old; revoked: taken away; other-token: its agent may log in with an API token that was made otherwise; none: there is nothing it could log in with',
  })
  access!: HostAccessState;
  @ApiPropertyOptional({
    format: 'date-time',
    example: '2026-11-30T07:00:00.000Z',
    description: 'Since when its access is so',
  })
  accessSince?: string;
  @ApiProperty({ example: true, description: 'Whether a panel of amp_servers has this name' })
  panel!: boolean;
  @ApiProperty({
    example: 0,
    description: 'Instances of other hosts that it claims in vain (GET /api/v1/claims)',
  })
  claims!: number;
}

/** The three statuses are never one: drift, operation and health stand beside each other. */
export class InstanceView {
  @ApiProperty({
    example: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44',
    description: 'The AMP instance UUID: the identity; names are aliases',
  })
  id!: string;
  @ApiProperty({ example: 'BENT01' }) name!: string;
  @ApiProperty({ example: 'BentoBox' }) friendlyName!: string;
  @ApiProperty({ example: 'hetzner' }) host!: string;
  @ApiProperty({ enum: PLATFORMS, enumName: 'Platform' }) platform!: Platform;
  @ApiProperty({ enum: DRIFT_STATUSES, enumName: 'DriftStatus' }) drift!: DriftStatus;
  @ApiProperty({ enum: HEALTH_STATES, enumName: 'HealthState' }) health!: HealthState;
  @ApiProperty({ enum: ['idle', 'running', 'failed', 'rolled-back'] }) operation!:
    'idle' | 'running' | 'failed' | 'rolled-back';
  @ApiProperty({ example: false }) needsRestart!: boolean;
  @ApiPropertyOptional({
    example: 'the database password was changed by hand',
    description: 'Why it needs one; of several reasons the newest',
  })
  needsRestartReason?: string;
  @ApiProperty({ example: 3, description: 'Open findings of status drift' }) openFindings!: number;
  @ApiPropertyOptional({
    example: 7,
    description:
      'Files of partly described plugins that their baselines do not hold: they have no expectation',
  })
  notJudgedFiles?: number;
  @ApiProperty({
    example: 0,
    description: 'Open findings of status not_judged: there is no known expectation',
  })
  notJudged!: number;
  @ApiPropertyOptional({ example: 12 }) players?: number;
  @ApiPropertyOptional({
    example: '2026-11-21T07:00:00.000Z',
    description: 'When it was last scanned completely',
  })
  scannedAt?: string;
  @ApiPropertyOptional({ description: 'Why drift is unknown or not judged, or health unknown' })
  reason?: string;
  @ApiPropertyOptional({ description: 'Set when the instance is no longer found' }) goneAt?: string;
  @ApiPropertyOptional({ example: 'ovh', description: 'Set when a person named its host' })
  assignedHost?: string;
  @ApiPropertyOptional({
    type: [String],
    example: ['ovh'],
    description:
      'Hosts whose agent or panel says that it is theirs; they are not believed (GET /api/v1/claims)',
  })
  claimedBy?: string[];
}

/** A claim that an instance is on another host than it is on. It moves nothing; a person should check it. */
export class ClaimView {
  @ApiProperty({ example: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44' }) instanceId!: string;
  @ApiProperty({ example: 'BENT01', description: 'Name of the instance' }) instance!: string;
  @ApiProperty({ example: 'ovh', description: 'The host that is not believed' }) claimedBy!: string;
  @ApiProperty({ enum: ['agent', 'panel'], description: 'Who of that host says so' }) by!: 'agent' | 'panel';
  @ApiProperty({ example: 'BENT01', description: 'What it calls the instance' }) claimedName!: string;
  @ApiProperty({ example: 'hetzner', description: 'The host it belongs to' }) owner!: string;
  @ApiProperty({
    enum: OWNERSHIP_REASONS,
    enumName: 'OwnershipReason',
    description:
      'person: a person said so; panel: its panel lists it there; last-panel: a panel listed it there last; first-agent: no panel ever did, and the agent there reported it first',
  })
  because!: OwnershipReason;
  @ApiProperty({ example: '2026-11-30T07:00:00.000Z' }) since!: string;
  @ApiProperty({
    example:
      'The agent of ovh says that it is on ovh; it belongs to hetzner, because its panel lists it there.',
    description: 'Who says what, and why it is not believed',
  })
  says!: string;
  @ApiProperty({
    example:
      'Nothing moved, and nothing will until a person decides: it is read and changed on hetzner only, what ovh reports of it is ignored, and this alarm stays.',
    description: 'What holds until a person decides',
  })
  meanwhile!: string;
  @ApiProperty({
    type: [String],
    example: [
      'It was moved to ovh: an admin says so with asmp assign a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44 ovh --reason "…".',
      'ovh has a copy of its folder, so that two servers have one AMP UUID: remove the copy on ovh.',
    ],
    description: 'What it may be, and who then does what; one of them ends it',
  })
  remedies!: string[];
}

/** `PUT /api/v1/instances/{id}/host`: a person says on which host an instance lives. */
export class AssignHost {
  @ApiProperty({ example: 'ovh', description: 'Name of a host of the fleet' })
  @Matches(HOST_NAME, { message: `must be ${HOST_NAME_WORDS}` })
  host!: string;
  @ApiProperty({ example: 'moved by hand on Saturday' })
  @IsString()
  @MinLength(3)
  @MaxLength(500)
  reason!: string;
}
