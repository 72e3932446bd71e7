import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { DraftDocument, DraftSchema } from './document-types.js';
import { addLocations, addNamedFormats } from './named-formats.js';
import { addProblemAnswers } from './problem-answers.js';
import { ProblemView } from './problem-view.js';

const DESCRIPTION = `
ArchiveSMP Config Manager compares the plugin configuration of a fleet of Minecraft servers with what it should be.
A **host** is a machine; an **instance** is one game server on it, as AMP knows it; a **finding** is one difference
between what a config file should contain and what it does.

**Begin here**
1. \`POST /api/v1/login\` with your name and password (try it out below). Your browser keeps the session.
2. \`GET /api/drift?server=all&severity=high\` lists the urgent differences of all hosts.
3. \`POST /api/v1/scans\` looks again; follow it at the address in \`Location\` or on \`GET /api/v1/events\`.
4. \`POST /api/deploy\` makes a plan that puts the drift of instances right. Read it, let another person approve its hash
   (\`POST /api/v1/plans/{id}/approve\`), run it (\`POST /api/v1/deployments\`): backed up, wave by wave, rolled back by itself.

From a program, send an API token instead: \`Authorization: Bearer asmp_…\` (\`POST /api/v1/tokens\` makes one).

**Roles**: viewer reads, operator also scans, edits baselines, plans, approves and deploys, admin also manages users and tokens.

**Failures** come as \`application/problem+json\` (RFC 9457): a stable \`code\`, what happened (\`detail\`), what to do
(\`help\`), the id to quote (\`instance\`), and for a refused request the list of mistakes (\`errors\`).

**Lists** are read by key: send the \`next\` of a page as \`?after=\`. Unknown parameters are refused, not ignored.
`;

/** Tag of the routes between the hub and its agents. */
const INTERNAL = 'agents';

const TAGS: Readonly<Record<string, string>> = {
  login: 'Who you are: a session for browsers, your password',
  drift: 'What differs from what should be, and what people decided about it',
  scans: 'Looking again',
  fleet: 'Hosts and instances as they stand',
  baselines: 'What should be there: baselines, deviations, and every revision of them',
  changes: 'Plans, approvals, deployments, restarts, holds',
  backups: 'What was kept, how it differs from now, and the way back',
  events: 'What moves, as it moves',
  record: 'Who did what, what runs, and the settings in force',
  access: 'Users and API tokens',
  [INTERNAL]:
    'Internal: between the hub and its agents, with the token of a host. No contract for other programs.',
};

/** The OpenAPI document of this application, the same on every machine: it names no address and no time. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('ArchiveSMP Config Manager')
    .setDescription(DESCRIPTION.trim())
    .setVersion('1')
    .addServer('/', 'This hub')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API token, as asmp_…' }, 'token')
    .addCookieAuth(
      'archivesmp_session',
      {
        type: 'apiKey',
        in: 'cookie',
        description: 'Set by POST /api/v1/login. Changes also need the header X-CSRF-Token.',
      },
      'session',
    );
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    extraModels: [ProblemView],
    operationIdFactory: operationId,
  });
  complete(document as unknown as DraftDocument);
  return document;
}

/** What no single route or field has to say by itself, because it holds for all of their kind. */
function complete(document: DraftDocument): void {
  document.info['license'] = { name: 'UNLICENSED', identifier: 'LicenseRef-UNLICENSED' };
  document.components.schemas['JsonValue'] = { description: 'Any JSON value' };
  plainReferences(document);
  addNamedFormats(document);
  addLocations(document);
  addProblemAnswers(document);
  for (const methods of Object.values(document.paths))
    for (const operation of Object.values(methods)) {
      for (const answer of Object.values(operation.responses))
        if (answer.$ref === undefined) answer.description ||= 'Done';
      // A route that is open to all says so: nothing said would be an omission.
      operation.security ??= [];
      if (operation.tags?.includes(INTERNAL)) operation['x-internal'] = true;
    }
}

/** One reference in a list of one is a reference; what stands beside it stays there. */
function plainReferences(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  for (const inner of Object.values(node)) plainReferences(inner);
  const schema = node as DraftSchema;
  for (const list of ['allOf', 'oneOf'] as const) {
    const [only, ...others] = schema[list] ?? [];
    if (only?.$ref === undefined || others.length > 0) continue;
    schema.$ref = only.$ref;
    delete schema[list];
  }
}

/**
 * Routes state their `operationId` themselves, so that a renamed method renames nothing for clients. Only a handler with two addresses
 * cannot: it gets `fleetActionsDeploy`, its subject and verb, and the older address says so.
 */
const operationId = (controller: string, method: string): string => {
  const subject = controller.replace(/Controller$/, '');
  const [, verb, address] = /^(\w+?)(?:\[(\d)\])?$/.exec(method)!;
  return `${subject[0]!.toLowerCase()}${subject.slice(1)}${verb![0]!.toUpperCase()}${verb!.slice(1)}${address === '0' ? 'Unversioned' : ''}`;
};
