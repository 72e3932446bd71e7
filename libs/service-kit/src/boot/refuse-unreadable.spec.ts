import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, expect, it } from 'vitest';
import { cutOffSlowBodies } from './refuse-unreadable.js';

let server: FastifyInstance;
afterEach(() => server.close());

it('cuts off a client that sends a body too slowly, and none whose route is exempt or whose body is there', async () => {
  server = Fastify();
  cutOffSlowBodies(server, 20, (route) => route.startsWith('/exempt'));
  const reached: string[] = [];
  for (const url of ['/quick', '/exempt'])
    server.post(url, async ({ body }) => {
      reached.push(url);
      return body;
    });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;

  const begun = (url: string) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST ${url} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"a":`,
    );
    socket.on('error', () => undefined).resume();
    return socket;
  };
  const [slow, exempt] = [begun('/quick'), begun('/exempt')];
  await once(slow, 'close');
  const answered = once(exempt, 'data');
  exempt.write('"b"}');
  expect(String((await answered)[0])).toContain('{"a":"b"}');
  exempt.destroy();
  const whole = await fetch(`http://127.0.0.1:${port}/quick`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"c":1}',
  });
  expect(await whole.json()).toEqual({ c: 1 });
  expect(reached).toEqual(['/exempt', '/quick']);
});
