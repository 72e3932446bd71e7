import { expect, it } from 'vitest';
import { perServerKind } from './per-server-kind.js';

const INSTANCE = {
  name: 'BENT01',
  host: 'ovh',
  platform: 'paper',
  tags: [],
  aliases: ['lobby-one', 'x1'],
} as const;
const kindOf = (path: (string | number)[], expected: unknown, actual: unknown) =>
  perServerKind({ path, expected, actual } as Parameters<typeof perServerKind>[0], INSTANCE);
const UUID = '0b2a6a52-9c0f-4a57-8a35-4f2f4a9e1c11';

it.each([
  ['BENT01', 'a', 'instance_name'],
  ['a', 'bent01_', 'instance_name'],
  ['a', 'on BENT011 and BENT01', 'instance_name'],
  ['a', 'BENT01 before BENT011', 'instance_name'],
  ['a', 'xBENT01', undefined],
  ['a', 'BENT011', undefined],
  ['a', 'the lobby-one', 'instance_name'],
  ['a', 'x1', undefined],
  [UUID, 'a', 'uuid'],
  ['a', UUID.toUpperCase(), 'uuid'],
  [`BENT01 ${UUID}`, 'a', 'instance_name'],
  ['a', 'b', undefined],
  [true, null, undefined],
  [undefined, undefined, undefined],
])('%j beside %j looks like the %s of one server', (expected, actual, what) => {
  expect(kindOf(['some', 'key'], expected, actual)).toBe(what);
  expect(kindOf([], expected, actual)).toBeUndefined();
});

it.each([
  [['rcon', 'port'], 25565, 25566, 'port'],
  [['rcon', 'port'], '1', '65535', 'port'],
  [['rcon', 'port'], 25565, 65536, undefined],
  [['rcon', 'port'], 0, 25565, undefined],
  [['rcon', 'port'], 25565, 1.5, undefined],
  [['rcon', 'port'], 25565, 'auto', undefined],
  [['query-port', 0], 25565, 25566, 'port'],
  [['port', 'max'], 25565, 25566, undefined],
  [['ports'], 25565, 25566, undefined],
  [['port'], 25565, 25566, 'port'],
  [['table-prefix'], 'co_', 'smp_', 'prefix'],
  [['prefix'], 'co_', 'smp_', 'prefix'],
  [['chat-table-prefix'], 'co_', 'smp_', 'prefix'],
  [['table-prefix'], 'co_', '&7[x] ', undefined],
  [['server-name'], 'a', 'b', 'server_name'],
  [['server', 'motd'], 'a', 'b', undefined],
] as const)('%j with %j and %j looks like a %s', (path, expected, actual, what) => {
  expect(kindOf([...path], expected, actual)).toBe(what);
});
