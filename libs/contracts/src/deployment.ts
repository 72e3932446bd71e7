import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { ACTOR_WORDS } from './actor.js';
import {
  AS_PLANNED,
  DEPLOYMENT_KINDS,
  DEPLOYMENT_STATES,
  INSTANCE_CHANGE_STATES,
  VERDICTS,
  type AsPlanned,
  type DeploymentKind,
  type DeploymentState,
  type InstanceChangeState,
  type Verdict,
} from './deployment-states.js';
import { SHA256 } from './agent.js';

/** Starts an approved plan. */
export class StartDeployment {
  @ApiProperty() @IsUUID() planId!: string;
  @ApiProperty() @Matches(SHA256) hash!: string;
  @ApiPropertyOptional({ default: 2, description: 'instances changed at the same time on one host' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(20)
  perHost?: number;
  @ApiPropertyOptional({
    default: 120,
    description: 'how long to wait for players to leave before a restart, seconds',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(86_400)
  waitForEmptySeconds?: number;
  @ApiPropertyOptional({
    default: false,
    description:
      'stop each running server before its files are changed and start it after, in place of a restart: for plugins that write their old configuration back when they stop',
  })
  @IsOptional()
  @IsBoolean()
  whileStopped?: boolean;
  @ApiPropertyOptional({
    default: false,
    description:
      'write and verify now, restart nothing: instances that need a restart become flagged, and their verdict comes after ' +
      'whichever restart is asked for next',
  })
  @IsOptional()
  @IsBoolean()
  restartLater?: boolean;
}

/** POST /api/v1/start: which instances. A stopped server has no players, so there is no countdown. */
export class StartRequest {
  @ApiPropertyOptional({ type: [String], description: 'names or ids', example: ['BENT01'] })
  @IsOptional()
  @IsString({ each: true })
  @ArrayMaxSize(500)
  instances?: string[];
  @ApiPropertyOptional({ description: 'every instance' }) @IsOptional() @IsBoolean() all?: boolean;
  @ApiPropertyOptional({
    description: 'how many instances you mean; another number is refused with 409',
    example: 1,
  })
  @IsOptional()
  @IsInt()
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(1)
  expect?: number;
}

/** POST /api/v1/stop: which instances, and how long players are told before. */
export class StopRequest extends StartRequest {
  @ApiPropertyOptional({ default: 30, description: 'countdown on the server console, seconds' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(3_600)
  countdownSeconds?: number;
}

/** POST /api/restart: which instances, when, and why. */
export class RestartRequest extends StopRequest {
  @ApiPropertyOptional({ description: 'all instances that need a restart' })
  @IsOptional()
  @IsBoolean()
  flagged?: boolean;
}

/** Where one instance stands within a deployment. */
export class InstanceChangeView {
  @ApiProperty() instanceId!: string;
  @ApiProperty() instance!: string;
  @ApiProperty() host!: string;
  @ApiProperty() wave!: number;
  @ApiProperty({ enum: INSTANCE_CHANGE_STATES, enumName: 'InstanceChangeState' }) state!: InstanceChangeState;
  @ApiPropertyOptional({ enum: VERDICTS, enumName: 'Verdict' }) verdict?: Verdict;
  @ApiPropertyOptional() reason?: string;
  @ApiPropertyOptional({
    enum: AS_PLANNED,
    description:
      'nothing was backed up or written there, because its files were as they are to be already; left-alone: no restart was needed, ' +
      'because its server is known to have read them so, or is stopped; restart: it is not known to have, so it is or was restarted',
  })
  asPlanned?: AsPlanned;
  @ApiProperty() changedAt!: string;
}

/** What takes a deployment back. */
export class TakenBackView {
  @ApiProperty({ description: 'the deployment that takes it back' }) deploymentId!: string;
  @ApiProperty({ description: 'false while that is under way' }) isDone!: boolean;
}

/** How far a deployment has come. */
export class DeploymentProgress {
  @ApiProperty({
    description:
      'instances to which nothing more happens by itself; one that waits for a restart is not among them',
    example: 0,
  })
  done!: number;
  @ApiProperty({ example: 2 }) of!: number;
  @ApiProperty({ description: 'the same for people', example: 'written; 2 wait for a restart' })
  words!: string;
}

/** A deployment with its waves and instances as they stand. */
export class DeploymentView {
  @ApiProperty() id!: string;
  @ApiPropertyOptional() planId?: string;
  @ApiPropertyOptional() planHash?: string;
  @ApiPropertyOptional({ description: 'the deployment that it takes back' }) undoes?: string;
  @ApiPropertyOptional({
    enum: DEPLOYMENT_KINDS,
    enumName: 'DeploymentKind',
    description: 'what kind that is: what takes a rollback back gives the change again',
  })
  undoesKind?: DeploymentKind;
  @ApiPropertyOptional({
    type: TakenBackView,
    description: 'what has taken it back, or is doing so; what was taken back itself does not count',
  })
  takenBack?: TakenBackView;
  @ApiProperty({
    description:
      'whether the action rollback makes sense now, as far as its own record says; later changes of the same keys may still stand in the way',
  })
  canBeTakenBack!: boolean;
  @ApiProperty({ type: DeploymentProgress }) progress!: DeploymentProgress;
  @ApiProperty({ enum: DEPLOYMENT_KINDS, enumName: 'DeploymentKind' }) kind!: DeploymentKind;
  @ApiProperty({ enum: DEPLOYMENT_STATES, enumName: 'DeploymentState' }) state!: DeploymentState;
  @ApiProperty({ example: 'mia', description: ACTOR_WORDS }) requestedBy!: string;
  @ApiProperty() requestedAt!: string;
  @ApiPropertyOptional() finishedAt?: string;
  @ApiPropertyOptional() reason?: string;
  @ApiProperty({ type: [InstanceChangeView] }) instances!: InstanceChangeView[];
}

/** What a person does to a deployment under way. */
export class DeploymentControl {
  @ApiProperty({
    enum: ['pause', 'resume', 'accept', 'stop-and-undo'],
    description:
      'pause: nothing new is started; accept: instances without a clear verdict count as passed, in your name; stop-and-undo: everything changed so far gets back what it had',
  })
  @IsIn(['pause', 'resume', 'accept', 'stop-and-undo'])
  action!: 'pause' | 'resume' | 'accept' | 'stop-and-undo';
}
