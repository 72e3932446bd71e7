import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { exchange, answerText } from './http-exchange.js';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function ask(listener: RequestListener, body?: string | Readable, silentMs = 150) {
  server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const signal = new AbortController().signal;
  return exchange({ method: 'POST', url, headers: {}, signal, silentMs, ...(body && { body }) });
}

const SILENCE = 'nothing was heard for 0.15 s';

describe('an exchange with a hub', () => {
  it('ends when the hub takes the question and then stands still', async () => {
    await expect(ask(() => undefined, 'a question')).rejects.toThrow(SILENCE);
  });

  it('ends when the hub stands still in the middle of a long delivery', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(256 * 1024);
      })(),
    );
    await expect(ask((question) => question.pause(), endless)).rejects.toThrow(SILENCE);
  });

  it('breaks off when the hub stands still in the middle of its answer', async () => {
    const answer = await ask((_, reply) => void reply.writeHead(200).write('half'));
    await expect(answerText(answer)).rejects.toThrow();
  });

  it('goes on as long as something comes, however long the whole takes', async () => {
    const silentMs = 1_000;
    const begin = performance.now();
    const answer = await ask(
      (_, reply) => {
        const dribble = setInterval(() => {
          if (performance.now() - begin < 1.5 * silentMs) return void reply.write('.');
          clearInterval(dribble);
          reply.end();
        }, 50);
      },
      undefined,
      silentMs,
    );
    expect(await answerText(answer)).toMatch(/^[.]+$/);
  });
});
