import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { SimulatedProcess } from './amp-process.js';
import { simulatedAnswerText } from './answer-text.js';
import type { PublishedSpec } from './api-spec.js';
import { applyControl, CONTROL_PATH, controlView, type ControlRequest } from './control-route.js';
import type { Controller } from './controller.js';
import { runMethod } from './method-call.js';
import { instanceUnavailable, unknownInstanceId } from './refusals.js';
import { readJsonObject } from './request-body.js';
import type { Switches } from './switches.js';

const API = /^\/API\/(?:ADSModule\/Servers\/([^/]+)\/API\/)?([A-Za-z]+)\/([A-Za-z0-9]+)$/;
const ACCEPTED = /application\/json|text\/javascript|application\/vnd\.cubecoders-ampapi/;
const PROXY_PAGE =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

const send = (response: ServerResponse, status: number, type: string, body: string): void => {
  response.writeHead(status, { 'content-type': type, 'x-simulator': 'amp' });
  response.end(body);
};
const sendJson = (response: ServerResponse, status: number, body: unknown): void =>
  send(response, status, 'application/json', JSON.stringify(body));

/** The HTTP face of one panel. */
export function createPanelServer(controller: Controller, published: PublishedSpec | undefined): Server {
  return createServer((request, response) => {
    answer(controller, published, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { simulator: 'failed', message: String(error) });
    });
  });
}

async function answer(
  controller: Controller,
  published: PublishedSpec | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').replace(/\?.*/s, '');
  if (path === CONTROL_PATH) return control(controller, request, response);
  const route = API.exec(path);
  if (route === null)
    return send(response, 404, 'text/plain', 'Simulated AMP panel: only /API and /simulator/control.');
  if (!ACCEPTED.test(request.headers.accept ?? ''))
    return send(response, 400, 'text/plain', 'Invalid accept header value');
  if (request.method !== 'POST') return send(response, 405, 'text/plain', 'Use POST');
  const params = await readJsonObject(request);
  if (params === undefined) return send(response, 400, 'text/plain', 'The body is no JSON object');
  if (await faulted(controller, path, response)) return undefined;
  const [, instanceId, module = '', method = ''] = route;
  const target = processFor(controller, instanceId);
  if ('refusal' in target) return sendJson(response, 200, target.refusal);
  const bearer = /^Bearer\s+(\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  const remote = request.socket.remoteAddress ?? '';
  const value = await runMethod(target.process, { module, method, params, bearer, remote }, published);
  if (losesAnswer(controller.switches, path)) return void response.destroy();
  const { status, body } = simulatedAnswerText(value, controller.switches);
  const opened = (value as { sessionID?: unknown } | null)?.sessionID;
  if (controller.switches.sessionHeader && typeof opened === 'string')
    response.setHeader('authorization', `Bearer ${opened}`);
  return send(response, status, 'application/json; charset=utf-8', body);
}

function processFor(
  controller: Controller,
  instanceId: string | undefined,
): { process: SimulatedProcess } | { refusal: unknown } {
  if (instanceId === undefined) return { process: controller.process };
  const instance = controller.instances.get(instanceId);
  if (instance === undefined) return { refusal: unknownInstanceId(instanceId) };
  return instance.answers ? { process: instance.process } : { refusal: instanceUnavailable };
}

/** Slow answers, pages of a reverse proxy and cut connections, as the switches say. True when the answer is given. */
async function faulted(controller: Controller, path: string, response: ServerResponse): Promise<boolean> {
  const { switches } = controller;
  if (!path.endsWith(switches.faultsOn)) return false;
  if (switches.faultsAfter > 0) {
    switches.faultsAfter -= 1;
    return false;
  }
  if (switches.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, switches.slowMs));
  if (switches.cutFaults !== 0) {
    if (switches.cutFaults > 0) switches.cutFaults -= 1;
    response.destroy();
    return true;
  }
  if (switches.htmlFaults !== 0) {
    if (switches.htmlFaults > 0) switches.htmlFaults -= 1;
    send(response, 502, 'text/html', PROXY_PAGE);
    return true;
  }
  return false;
}

/** Whether the caller never learns that the call was carried out. */
function losesAnswer(switches: Switches, path: string): boolean {
  if (switches.lostAnswers === 0 || !path.endsWith(switches.faultsOn)) return false;
  if (switches.lostAnswers > 0) switches.lostAnswers -= 1;
  return true;
}

async function control(
  controller: Controller,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'POST') {
    const control = await readJsonObject(request);
    const mistakes =
      control === undefined
        ? ['The body is no JSON object.']
        : await applyControl(controller, control as ControlRequest);
    if (mistakes.length > 0) return sendJson(response, 400, { simulated: true, mistakes });
  }
  return sendJson(response, 200, controlView(controller));
}
