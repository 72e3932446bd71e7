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

  it('gives ports to each process that no other one chooses before they are listened on', async () => {
    const portsOf = (owner: number): Promise<number[]> =>
      Promise.all(Array.from({ length: 40 }, () => freePort(owner)));
    const [one, other] = [await portsOf(70_001), await portsOf(70_002)];
    const classes = new Set(one.map((port) => port % 64));
    expect(classes.size).toBe(1);
    expect(other.filter((port) => classes.has(port % 64))).toEqual([]);
  });
});
