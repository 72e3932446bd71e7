import { describe, expect, it } from 'vitest';
import { isOwnSave } from './own-save.js';

const saved = (date: string, at: string, rest = 'max-players=60\n') =>
  isOwnSave(Buffer.from(`#Minecraft server properties\n#${date}\n${rest}`), new Date(at));

describe('a file that its own server saved', () => {
  it('was last changed when the date in it says, in whatever zone the server lives', () => {
    for (const date of [
      'Mon Nov 30 14:41:50 UTC 2026',
      'Mon, 30 Nov 2026 14:41:50 GMT',
      'Mon Nov 30 15:41:50 CET 2026',
      'Mon Nov 30 09:41:50 EST 2026',
      'Mon Nov 30 20:11:50 GMT+05:30 2026',
      'Mon Nov 30 11:11:50 GMT-03:30 2026',
    ]) {
      expect(saved(date, '2026-11-30T14:41:50.900Z'), date).toBe(true);
      expect(saved(date, '2026-11-30T14:41:52.000Z'), date).toBe(true);
    }
    expect(saved('Sun Nov  1 00:00:00 UTC 2026', '2026-11-01T00:00:00.000Z')).toBe(true);
  });

  it('is told in each zone by name that servers live in', () => {
    const hours = {
      UTC: 12,
      GMT: 12,
      Z: 12,
      WET: 12,
      WEST: 13,
      CET: 13,
      CEST: 14,
      EET: 14,
      EEST: 15,
      MSK: 15,
    };
    const west = { EST: 7, EDT: 8, CDT: 7, MST: 5, MDT: 6, PST: 4, PDT: 5 };
    for (const [zone, hour] of Object.entries({ ...hours, ...west })) {
      const date = `Mon Nov 30 ${String(hour).padStart(2, '0')}:00:00 ${zone} 2026`;
      expect(saved(date, '2026-11-30T12:00:00.500Z'), zone).toBe(true);
    }
  });

  it('is none when it was written later, or when the times say what cannot be', () => {
    const date = 'Mon Nov 30 14:41:50 UTC 2026';
    expect(saved(date, '2026-11-30T14:41:52.001Z')).toBe(false);
    expect(saved(date, '2026-11-30T15:41:50.500Z')).toBe(false);
    expect(saved(date, '2026-11-30T14:41:49.999Z')).toBe(false);
  });

  it('is not claimed without a date at its top, or with one that is not understood', () => {
    const at = '2026-11-30T14:41:50.500Z';
    for (const date of ['saved', 'Mon Nov 30 14:41:50 XYZ 2026', 'Mon Foo 30 14:41:50 UTC 2026'])
      expect(saved(date, at), date).toBe(false);
    const below = `${'a=1\n'.repeat(200)}#Mon Nov 30 14:41:50 UTC 2026\n`;
    expect(isOwnSave(Buffer.from(below), new Date(at))).toBe(false);
    expect(isOwnSave(Buffer.from('motd=#Mon Nov 30 14:41:50 UTC 2026\n'), new Date(at))).toBe(false);
  });
});
