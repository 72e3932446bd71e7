import { describe, expect, it } from 'vitest';
import { panelPath, textOfPanelName } from './panel-names.js';

describe('names behind a panel', () => {
  it.each(['plugins/CMI/config.yml', 'plugins/Übersicht/雪.yml', 'plugins/X/100%.yml', ''])(
    '%s is itself',
    (path) => {
      expect(panelPath(path)).toBe(path);
      expect(path.split('/').map(textOfPanelName).join('/')).toBe(path);
    },
  );

  it('are escaped as on a disk where they look escaped, and asked for as they are', () => {
    expect(textOfPanelName('caf%xE9.yml')).toBe('caf%x25xE9.yml');
    expect(panelPath('plugins/caf%x25xE9.yml')).toBe('plugins/caf%xE9.yml');
  });

  it('are refused with the remedy where the panel has lost what they are', () => {
    expect(() => panelPath('plugins/caf\ufffd.yml')).toThrow(/not UTF-8.*an agent on the host can/);
    expect(() => panelPath('plugins/caf%xE9.yml')).toThrow(/not UTF-8/);
  });
});
