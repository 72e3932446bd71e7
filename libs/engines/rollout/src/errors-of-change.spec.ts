import { describe, expect, it } from 'vitest';
import { errorsOfChange } from './errors-of-change.js';

const CMI = '[Server thread/ERROR]: Error occurred while enabling CMI v9.8 (Is it up to date?)';
const BOTH = '[CMI] [LuckPerms] cannot agree';
const UNNAMED = '[Server thread/ERROR]: out of memory';

describe('errors after a start that several changes share', () => {
  it('are not those of another change, but those that name no plugin', () => {
    expect(errorsOfChange([CMI, BOTH, UNNAMED], ['LuckPerms'], ['CMI'])).toEqual([BOTH, UNNAMED]);
    expect(errorsOfChange([CMI, BOTH, UNNAMED], ['CMI'], ['LuckPerms'])).toEqual([CMI, BOTH, UNNAMED]);
    expect(errorsOfChange([CMI], [], [])).toEqual([CMI]);
  });

  it('name a plugin by its whole name, however it is written', () => {
    expect(errorsOfChange(['enabling cmi'], ['TAB'], ['CMI'])).toEqual([]);
    expect(errorsOfChange(['enabling CMILib', 'enabling XCMI', 'CMILib'], ['TAB'], ['CMI'])).toHaveLength(3);
    expect(errorsOfChange(['enabling CMILib for CMI', 'CMI', 'XCMI: CMI'], ['TAB'], ['CMI'])).toEqual([]);
  });

  it('count for a change that names one of its plugins, and not when they name one of several others', () => {
    expect(errorsOfChange([CMI], ['TAB'], ['LuckPerms', 'CMI'])).toEqual([]);
    expect(errorsOfChange([CMI], ['TAB', 'CMI'], ['CMI'])).toEqual([CMI]);
  });
});
