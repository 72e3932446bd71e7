import type { InspectionReport } from '@archivesmp/contracts/order';
import { describe, expect, it } from 'vitest';
import { AskAgent, type AgentQuestion } from './ask-agent.js';
import { inspectFiles } from './inspect-files.js';

const SHA = 'a'.repeat(64);
const timeout = { withinMs: 5_000, signal: new AbortController().signal };
const instance = { id: 'i1', name: 'BENT01', host: 'ovh', folder: 'BENT01' };

function agentThat(answer: Pick<InspectionReport, 'files'> | undefined, cutOff?: string) {
  const asked: AgentQuestion[] = [];
  return {
    asked,
    whyNot: async () => cutOff,
    askAgent: async (question: AgentQuestion): Promise<InspectionReport | undefined> => {
      asked.push(question);
      return (
        answer && { inspectionId: 'q', instanceId: 'i1', log: 'absent', enabled: [], errors: [], ...answer }
      );
    },
  };
}

describe('looking at files now', () => {
  it('tells present, too large, absent and unreadable apart', async () => {
    const agent = agentThat({
      files: [
        { path: 'a', sha256: SHA },
        { path: 'b', sha256: SHA, large: true },
        { path: 'c', sha256: null },
        { path: 'd', reason: 'the agent has no permission to read it' },
        { path: 'e' },
        { path: 'f.jar', sha256: SHA, large: true },
      ],
    });
    const wanted = [{ path: 'a', known: SHA }, { path: 'b' }, { path: 'f.jar', hashOnly: true }];
    const answer = await inspectFiles(agent, instance, wanted, timeout);
    expect(answer.state === 'answered' && Object.fromEntries(answer.files)).toEqual({
      a: { state: 'present', sha256: SHA },
      b: { state: 'too-large', sha256: SHA },
      c: { state: 'absent' },
      d: { state: 'unreadable', reason: 'the agent has no permission to read it' },
      e: { state: 'unreadable', reason: 'the agent could not read it' },
      'f.jar': { state: 'present', sha256: SHA },
    });
    expect(agent.asked).toEqual([
      {
        instanceId: 'i1',
        folder: 'BENT01',
        host: 'ovh',
        plugins: [],
        files: [
          { path: 'a', sha256: SHA },
          { path: 'b', sha256: null },
          { path: 'f.jar', sha256: null, hashOnly: true },
        ],
      },
    ]);
  });

  it('calls a silent agent silent, with the age of what is known', async () => {
    const ago = (ms: number) => ({ ...instance, scannedAt: new Date(Date.now() - ms) });
    const reasonOf = async (one: typeof instance & { scannedAt?: Date }): Promise<string> => {
      const answer = await inspectFiles(agentThat(undefined), one, [], timeout);
      return answer.state === 'silent' ? answer.reason : answer.state;
    };
    expect(await reasonOf(instance)).toBe(
      'the agent of ovh did not answer within 5 s; BENT01 was never scanned',
    );
    expect(await reasonOf(ago(40_000))).toContain('what is known of BENT01 is 40 seconds old');
    expect(await reasonOf(ago(40 * 60_000))).toContain('40 minutes old');
    expect(await reasonOf(ago(5 * 3_600_000))).toContain('5 hours old');
    expect(await reasonOf(ago(3 * 86_400_000))).toContain('3 days old');
  });

  it('does not ask nor wait for an agent whose access has ended', async () => {
    const agent = agentThat({ files: [] }, 'the access of ovh was revoked');
    expect(await inspectFiles(agent, instance, [{ path: 'a' }], timeout)).toEqual({
      state: 'silent',
      reason: 'the access of ovh was revoked; BENT01 was never scanned',
    });
    expect(agent.asked).toEqual([]);
  });
});

describe('asking an agent', () => {
  const question = { instanceId: 'i1', folder: 'BENT01', host: 'ovh', files: [], plugins: [] };
  const report = { inspectionId: 'q', instanceId: 'i1', files: [], enabled: [], errors: [] };

  function inspectionsWith(answers: readonly (InspectionReport | undefined)[]) {
    const withdrawn: string[] = [];
    let round = 0;
    const inspections = {
      requestInspection: async () => 'q',
      findInspection: async () => ({ report: answers[round++] }),
      withdrawInspection: async (id: string) => void withdrawn.push(id),
    };
    return { withdrawn, history: { inspections } as unknown as ConstructorParameters<typeof AskAgent>[0] };
  }

  it('gives the answer as soon as it is there', async () => {
    let woken = 0;
    const { history, withdrawn } = inspectionsWith([undefined, { ...report, log: 'absent' }]);
    const answer = await new AskAgent(history, () => void woken++).askAgent(question, timeout);
    expect(answer).toMatchObject({ instanceId: 'i1' });
    expect([woken, withdrawn]).toEqual([1, []]);
  });

  it('withdraws what was not answered in time, or when the caller stops waiting', async () => {
    const late = inspectionsWith([]);
    expect(await new AskAgent(late.history).askAgent(question, { ...timeout, withinMs: 1 })).toBeUndefined();
    expect(late.withdrawn).toEqual(['q']);
    const stopped = inspectionsWith([]);
    const run = new AskAgent(stopped.history).askAgent(question, { ...timeout, signal: AbortSignal.abort() });
    await expect(run).rejects.toThrow();
    expect(stopped.withdrawn).toEqual(['q']);
  });
});
