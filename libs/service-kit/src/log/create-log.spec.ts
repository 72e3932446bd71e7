import { describe, expect, it } from 'vitest';
import { createLog } from './create-log.js';
import { withLogContext } from './log-context.js';

function captured() {
  const lines: Record<string, unknown>[] = [];
  const log = createLog({
    app: 'painter',
    settings: { level: 'info' },
    to: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
  return { log, lines };
}

describe('the log', () => {
  it('has the facts of the call chain on every line, and those of a line on that line only', () => {
    const { log, lines } = captured();
    withLogContext({ scanId: 'one' }, () => {
      log.info({ colour: 'red' }, 'painted');
      log.info({}, 'dried');
    });
    log.info({}, 'rested');
    expect(lines).toEqual([
      expect.objectContaining({ app: 'painter', scanId: 'one', colour: 'red', message: 'painted' }),
      expect.not.objectContaining({ colour: 'red' }),
      expect.not.objectContaining({ scanId: 'one' }),
    ]);
  });

  it('hides secrets wherever they stand', () => {
    const { log, lines } = captured();
    log.info(
      {
        password: 'hunter2',
        request: { headers: { authorization: 'Bearer abcdefgh' } },
        url: 'redis://u:p@h',
      },
      'connected',
    );
    expect(JSON.stringify(lines)).not.toMatch(/hunter2|abcdefgh|u:p/);
  });

  it('says nothing below its level', () => {
    const { log, lines } = captured();
    log.debug({}, 'whispered');
    expect(lines).toEqual([]);
  });
});
