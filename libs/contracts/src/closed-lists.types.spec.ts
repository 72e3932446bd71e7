import { describe, expect, it } from 'vitest';
import {
  CHANGE_STATE_FACTS,
  DEPLOYMENT_PROGRESS,
  DEPLOYMENT_STATES,
  DEPLOYMENT_TRANSITIONS,
  INSTANCE_CHANGE_STATES,
  INSTANCE_CHANGE_TRANSITIONS,
  PLAN_STATES,
  PLAN_TRANSITIONS,
  type ChangeStateFacts,
  type DeploymentState,
  type InstanceChangeState,
  type PlanState,
} from './deployment-states.js';
import {
  ALL_JOBS,
  JOB_HANDLED_BY,
  JOB_SERVICES,
  jobsOf,
  type JobName,
  type JobService,
} from './job-services.js';
import {
  ORDER_FAILURE_CODES,
  ORDER_FAILURES,
  type OrderFailure,
  type OrderFailureFacts,
} from './order-facts.js';
import { Problem, PROBLEMS, type ProblemCode, type ProblemRow } from './problem.js';
import {
  CONFIG_FORMATS,
  FINDING_SUBJECTS,
  FINDING_KINDS,
  FORMAT_HOLDS,
  type ConfigFormat,
  type FindingKind,
} from './vocabulary.js';

/*
 * Closed lists are exhaustive for the compiler: each table below is complete, and is not any more when its list has one more member.
 * Where a line under `@ts-expect-error` compiles, `npm run types:test` fails.
 */
type OneMore = 'one more';

describe('a table over a closed list does not compile while a member is missing', () => {
  it('of findings: what a kind is about', () => {
    const whole: Readonly<Record<FindingKind, unknown>> = FINDING_SUBJECTS;
    // @ts-expect-error a new kind of finding is not in it
    const more: Readonly<Record<FindingKind | OneMore, unknown>> = whole;
    expect(Object.keys(more)).toEqual(FINDING_KINDS);
  });

  it('of formats: what their files hold', () => {
    const whole: Readonly<Record<ConfigFormat, unknown>> = FORMAT_HOLDS;
    // @ts-expect-error a new format is not in it
    const more: Readonly<Record<ConfigFormat | OneMore, unknown>> = whole;
    expect(Object.keys(more)).toEqual(CONFIG_FORMATS);
  });

  it('of states: what may follow, and what follows from it', () => {
    const instances: Readonly<Record<InstanceChangeState, ChangeStateFacts>> = CHANGE_STATE_FACTS;
    // @ts-expect-error a new state of an instance is not in it
    const moreInstances: Readonly<Record<InstanceChangeState | OneMore, ChangeStateFacts>> = instances;
    expect(Object.keys(moreInstances)).toEqual(INSTANCE_CHANGE_STATES);
    const may: Readonly<Record<InstanceChangeState, readonly InstanceChangeState[]>> =
      INSTANCE_CHANGE_TRANSITIONS;
    const deployments: Readonly<Record<DeploymentState, readonly DeploymentState[]>> = DEPLOYMENT_TRANSITIONS;
    const plans: Readonly<Record<PlanState, readonly PlanState[]>> = PLAN_TRANSITIONS;
    // @ts-expect-error a new state of a deployment is not in it
    const moreDeployments: Readonly<Record<DeploymentState | OneMore, readonly string[]>> = deployments;
    // @ts-expect-error its progress is missing
    const far: Readonly<Record<DeploymentState | OneMore, string>> = DEPLOYMENT_PROGRESS;
    expect(Object.keys(far)).toEqual(DEPLOYMENT_STATES);
    // @ts-expect-error a new state of a plan is not in it
    const morePlans: Readonly<Record<PlanState | OneMore, readonly string[]>> = plans;
    expect([may, moreDeployments, morePlans].map((table) => Object.keys(table))).toEqual([
      INSTANCE_CHANGE_STATES,
      DEPLOYMENT_STATES,
      PLAN_STATES,
    ]);
  });

  it('of problems: its status, whether trying again helps, and what to do', () => {
    const whole: Readonly<Record<ProblemCode, ProblemRow>> = PROBLEMS;
    // @ts-expect-error a new code is not in it
    const more: Readonly<Record<ProblemCode | OneMore, ProblemRow>> = whole;
    expect(more).toBe(PROBLEMS);
    // @ts-expect-error its help is missing
    const row: ProblemRow = { status: 409, retry: false, title: 'Something is wrong' };
    expect(row).not.toHaveProperty('help');
    // @ts-expect-error it is in no table
    expect(() => new Problem('one.more', 'unknown')).toThrow(TypeError);
  });

  it('of failed orders: whether it is final, and what follows', () => {
    const whole: Readonly<Record<OrderFailure, OrderFailureFacts>> = ORDER_FAILURES;
    // @ts-expect-error a new failure is not in it
    const more: Readonly<Record<OrderFailure | OneMore, OrderFailureFacts>> = whole;
    expect(Object.keys(more)).toEqual(ORDER_FAILURE_CODES);
  });

  it('of jobs: who handles it', () => {
    const whole: Readonly<Record<JobName, JobService>> = JOB_HANDLED_BY;
    // @ts-expect-error a new job is not in it
    const more: Readonly<Record<JobName | OneMore, JobService>> = whole;
    expect(Object.keys(more).sort()).toEqual(ALL_JOBS.map(({ name }) => name).sort());
  });
});

it('every job is one of exactly one service', () => {
  const names = JOB_SERVICES.flatMap((service) => jobsOf(service).map(({ name }) => name));
  expect(names.sort()).toEqual(ALL_JOBS.map(({ name }) => name).sort());
});
