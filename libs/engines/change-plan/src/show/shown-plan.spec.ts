import { judgesOf, MASK } from '@archivesmp/drift';
import { parseDeviations } from '@archivesmp/baseline';
import { describe, expect, it } from 'vitest';
import { shownFiles } from './shown-plan.js';

const rules = (text: string) => judgesOf(parseDeviations(Buffer.from(text)).document!);
const HIDES = rules('secrets: [{plugin: CMI, file: config.yml, key: "vault.*", secret: true, reason: no}]\n');
const SHOWS = rules('secrets: [{plugin: CMI, file: config.yml, key: "db.*", secret: false, reason: no}]\n');

const shown = (path: string[], before: string, judgeOf = HIDES) =>
  shownFiles(
    [
      {
        plugin: 'CMI',
        path: 'plugins/CMI/config.yml',
        keys: [{ path, before, after: 'true', because: 'requested' }],
      },
    ],
    judgeOf,
  )[0]!.keys[0];

describe('a plan that was made before a rule', () => {
  it('shows nothing any more that a rule calls a secret, at any depth, and all else as it was', () => {
    expect(shown(['vault', 'word'], '"blue"')).toEqual({
      path: ['vault', 'word'],
      before: MASK,
      after: 'true',
      because: 'requested',
    });
    expect(shown(['vault'], '{"word": "blue", "on": true}')?.before).toBe(MASK);
    expect(shown(['vault'], '{"on": true}')?.before).toBe('{"on": true}');
    expect(shown(['colour'], '12345678901234567890')?.before).toBe('12345678901234567890');
    expect(shown(['vault', 'n'], '.inf')?.before).toBe(MASK);
  });

  it('keeps masked what its text masks, and judges what stands beside it', () => {
    expect(shown(['db', 'password'], MASK, SHOWS)?.before).toBe(MASK);
    const beside = `{"password": ${MASK}, "colour": "blue", "of": [${MASK}, 1]}`;
    expect(shown(['db'], beside)?.before).toBe(beside);
    expect(shown(['vault'], beside)?.before).toBe(MASK);
  });
});
