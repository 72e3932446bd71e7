import { describe, expect, it } from 'vitest';
import { readManagerStatus } from './manager-status.js';

const BANNER = `[Info/1] AMP Instance Manager v2.7.2.8 built 20/05/2026 06:54
[Info/1] Stream: Mainline / Release - built by CUBECODERS/buildbot
cannot chdir to /home/x: Permission denied
`;
const TABLE = `${BANNER}
Instance Name │ Friendly Name │ Module    │ IP      │ Port  │ Up
──────────────┼───────────────┼───────────┼─────────┼───────┼────
ADS01         │ ADS01         │ ADS       │ 0.0.0.0 │ 8080  │ ✓
BENT01        │ Bento Box     │ Minecraft │ 0.0.0.0 │ 25603 │ √
EVO01         │ Evolution     │ Minecraft │ 0.0.0.0 │ 25602 │
`;

describe('the table of ampinstmgr', () => {
  it('says who is up, behind a banner and lines of somebody else', () => {
    expect(readManagerStatus(TABLE)).toEqual(
      new Map([
        ['ADS01', true],
        ['BENT01', true],
        ['EVO01', false],
      ]),
    );
  });

  it('is read by the heads of its columns, whatever stands between them and in which order', () => {
    const other = 'Up | Instance Name | New column\nYes | BENT01 | 1\nNo | EVO01 | 2\n';
    expect(readManagerStatus(other)).toEqual(
      new Map([
        ['BENT01', true],
        ['EVO01', false],
      ]),
    );
  });

  it('leaves out what it does not understand, and knows when there is no table', () => {
    expect(readManagerStatus('Instance Name | Up\nBENT01 | perhaps\n')).toEqual(new Map());
    for (const output of ['', BANNER, 'Instance Name | Port\nBENT01 | 1\n', 'BENT01 | yes'])
      expect(readManagerStatus(output)).toBeUndefined();
  });
});
