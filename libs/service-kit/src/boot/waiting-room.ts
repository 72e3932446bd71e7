import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { DependencyHealth } from '../health/health.js';
import { explainListenFailure, type ListenAddress } from './explain-listen-failure.js';
import type { KeyPair } from './server-certificate.js';
import type { ServiceIdentity } from '../service/service-identity.js';

/**
 * Holds the port of a service that is not built yet: supervisors are told that it lives and what it waits for, all other clients to
 * try again. It hands the socket over when the service listens itself.
 */
export class WaitingRoom {
  private server: Server | undefined;
  private dependencies: readonly DependencyHealth[] = [];

  constructor(
    private readonly service: ServiceIdentity,
    private readonly address: ListenAddress,
    private readonly pair?: KeyPair,
  ) {}

  /** What is waited for, from now on. */
  report(dependencies: readonly DependencyHealth[]): void {
    this.dependencies = dependencies;
  }

  /** Takes the port; where any will do there is none to take yet. @throws SettingsProblem when it cannot be had */
  async open(): Promise<void> {
    const { host, port } = this.address;
    if (port === 0) return;
    const listener: RequestListener = (request, reply) => {
      const [status, body] = this.answer(request.url ?? '');
      const headers = { 'content-type': 'application/json', 'retry-after': '5', connection: 'close' };
      reply.writeHead(status, headers).end(JSON.stringify(body));
    };
    this.server = this.pair === undefined ? createServer(listener) : createTlsServer(this.pair, listener);
    try {
      await once(this.server.listen(port, host), 'listening');
    } catch (error) {
      throw explainListenFailure(this.service.app, this.address, error);
    }
  }

  /**
   * The listening socket, for the server that listens on from now on: the port is never free in between. undefined: none was taken.
   * Clients that wait here are sent away. Until the other server listens this room goes on to answer.
   */
  handOver(): { readonly host: string; readonly port: number; readonly _handle: unknown } | undefined {
    const { server } = this;
    if (server === undefined || !server.listening) return undefined;
    const { address: host, port } = server.address() as AddressInfo;
    // Answers are given at once, and a client that has sent no request yet must not hold up the start
    server.closeAllConnections();
    // The name under which server.listen takes the socket of another server.
    return { host, port, _handle: (server as unknown as { _handle: unknown })._handle };
  }

  /** Frees the port. */
  async close(): Promise<void> {
    const { server } = this;
    if (server === undefined || !server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    // Answers are given at once, and a client that has sent no request yet must not hold up the start
    server.closeAllConnections();
    await closed;
  }

  private answer(url: string): [status: number, body: object] {
    const { service, dependencies } = this;
    if (/^\/health\/live(\?|$)/.test(url))
      return [200, { status: 'alive', ...service, uptimeSeconds: Math.round(process.uptime()) }];
    return [503, { status: 'not ready', ...service, dependencies: dependencies }];
  }
}
