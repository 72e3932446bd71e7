import { MASK, type JudgeOf } from '@archivesmp/drift';
import { BY_NAME_AND_SHAPE, judgeWith } from '@archivesmp/secrets';
import { expect, it } from 'vitest';
import type { ObservedFinding } from '../src/index.js';
import { aDrift, anInstance, at, discover, historyRig, scanOnce, SELECT } from './history-rig.js';

/** Operators say of every key that it is a secret, or none. */
const ruled =
  (secret: boolean): JudgeOf =>
  () =>
    judgeWith(() => ({ secret, why: 'a rule' }));
const byName: JudgeOf = () => BY_NAME_AND_SHAPE;
const HIDDEN = `${MASK} #9f2c00112233`;

it('a value that a rule calls no secret is kept open, and masked with its hash when the rule goes', async () => {
  await using rig = await historyRig();
  const { history } = rig;
  const bent = anInstance('BENT01');
  await discover(history, bent);
  const open: ObservedFinding = aDrift('password', { expected: 'a word', actual: 'of the demo' });
  const masked: ObservedFinding = aDrift('password', { expected: HIDDEN, actual: `${MASK} #77` });
  const scan = (finding: ObservedFinding, second: number, judgeOf: JudgeOf) =>
    scanOnce(history, bent, [finding], at(second), { judgeOf });
  const stored = async () => (await history.findings.listFindings({}, { limit: 10 })).findings[0]!;

  await scan(masked, 10, byName);
  expect(await stored()).toMatchObject({ expected: HIDDEN, actual: `${MASK} #77` });
  const shown = await scan(open, 20, ruled(false));
  expect(shown.recorded).toMatchObject({ changed: 1 });
  expect(await stored()).toMatchObject({ expected: 'a word', actual: 'of the demo' });
  expect((await scan(open, 30, ruled(false))).recorded).toMatchObject({ changed: 0 });

  const back = history.findings.judgedBy(async () => byName);
  expect((await back.getFinding((await stored()).id))!).toMatchObject({ expected: MASK, actual: MASK });
  await scan(masked, 40, byName);
  expect(await stored()).toMatchObject({ expected: HIDDEN, actual: `${MASK} #77` });
  expect((await history.findings.listFindingSteps((await stored()).id)).map(({ actual }) => actual)).toEqual([
    `${MASK} #77`,
    MASK,
    `${MASK} #77`,
  ]);
});

it('a value that a rule calls a secret by now is shown nowhere, whatever was kept before', async () => {
  await using rig = await historyRig();
  const { history } = rig;
  const bent = anInstance('BENT01');
  await discover(history, bent);
  const finding = aDrift('colour', { expected: { of: ['blue', 7] }, actual: 'red', actualText: '"red"' });
  await scanOnce(history, bent, [finding], at(10));
  await scanOnce(history, bent, [], at(20));
  const unusual = {
    instanceId: bent.id,
    plugin: 'CMI',
    file: 'config.yml',
    path: ['colour'],
    agree: 2,
    of: 3,
  };
  const tie = {
    ...unusual,
    path: ['size'],
    among: 'everywhere',
    choices: [{ value: 'blue', instanceIds: [] }],
  };
  const { id } = await history.scanRequests.recordScanRequest({}, 'mia', at(30));
  await history.scanProgress.startScan(id, { targets: [], answerBy: at(0), select: SELECT }, at(30));
  await history.scanResults.completeScan(id, [{ ...unusual, value: 'red', majority: 'blue' }], {}, at(30), [
    tie,
  ]);
  const now = async () => ruled(true);
  const filter = { states: ['resolved'] } as const;
  const [resolved] = (await history.findings.listFindings(filter, { limit: 10 })).findings;
  expect(resolved).toMatchObject({ actual: 'red', actualText: '"red"' });

  const findings = history.findings.judgedBy(now);
  const shown = [
    await findings.listFindings(filter, { limit: 10 }),
    await findings.getFindings([resolved!.id]),
    await findings.listFindingSteps(resolved!.id),
    await history.findingGroups.judgedBy(now).listGroups(filter, 'severity', { limit: 10 }),
    await history.outliers.judgedBy(now).listOutliers({}, { limit: 10 }),
  ];
  for (const answer of shown) expect(JSON.stringify(answer)).not.toMatch(/red"|blue|:7|\[7/);
  expect(shown[1]).toMatchObject([{ expected: { of: [MASK, MASK] }, actual: MASK }]);
  expect(shown[1]).not.toHaveProperty('0.actualText');
});
