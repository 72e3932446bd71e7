import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePort } from './free-port.js';
import { describeHolder, listeningInodes, portHolder } from './port-holder.js';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F40 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0000000000000000 20 4 30 10 -1
   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0000000000000000 100 0 0 10 0
   3: 0100007F:11F4 0100007F:1F40 01 00000000:00000000 00:00000000 00000000     0        0 444 1 0000000000000000 20 4 30 10 -1
`;

describe('the holder of a port', () => {
  it('is found among listening sockets only, by local port', () => {
    expect(listeningInodes(TABLE, 8_000)).toEqual(['111']);
    expect(listeningInodes(TABLE, 80)).toEqual(['333']);
    expect(listeningInodes(TABLE, 4_596)).toEqual([]);
    expect(listeningInodes('', 80)).toEqual([]);
  });

  it('is named with pid and command line', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const holder = portHolder((server.address() as AddressInfo).port);
    server.close();
    expect(holder?.pid).toBe(process.pid);
    expect(describeHolder(holder!)).toMatch(new RegExp(`^process ${process.pid} \\(\\S.*\\)$`));
  });

  it('is nobody when the port is free', async () => {
    expect(portHolder(await freePort())).toBeUndefined();
  });

  it('is described even when it may not be looked at', () => {
    expect(describeHolder({})).toBe('a process of another user');
  });
});
