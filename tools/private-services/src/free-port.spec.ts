import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePort } from './free-port.js';

describe('freePort', () => {
  it('gives ports that can be listened on, none twice, none that an outgoing connection may take', async () => {
    const range = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/);
    const ports = await Promise.all(Array.from({ length: 30 }, () => freePort()));
    expect(new Set(ports).size).toBe(30);
    expect(Math.max(...ports)).toBeLessThan(Number(range[0]));
    const servers = await Promise.all(
      ports.map(async (port) => {
        const server = createServer().listen(port, '127.0.0.1');
        await once(server, 'listening');
        return server;
      }),
    );
    await Promise.all(servers.map((server) => once(server.close(), 'close')));
  });
});
