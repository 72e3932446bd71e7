import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ProblemView } from './problem-view.js';

const DESCRIPTION = `
ArchiveSMP Config Manager compares the plugin configuration of a fleet of Minecraft servers with what it should be.
A **host** is a machine; an **instance** is one game server on it, as AMP knows it; a **finding** is one difference
between what a config file should contain and what it does.

**Begin here**
1. \`POST /api/v1/login\` with your name and password (try it out below). Your browser keeps the session.
2. \`GET /api/drift?server=all&severity=high\` lists the urgent differences of all hosts.
3. \`POST /api/v1/scans\` looks again; follow it at the address in \`Location\` or on \`GET /api/v1/events\`.
4. \`POST /api/deploy\` makes a plan that puts the drift of instances right. Read it, let somebody else approve its hash
   (\`POST /api/v1/plans/{id}/approve\`), run it (\`POST /api/v1/deployments\`): backed up, wave by wave, rolled back by itself.

From a program, send an API token instead: \`Authorization: Bearer asmp_…\` (\`POST /api/v1/tokens\` makes one).

**Roles**: viewer reads, operator also scans, edits baselines, plans, approves and deploys, admin also manages users and tokens.

**Failures** come as \`application/problem+json\` (RFC 9457): a stable \`code\`, what happened (\`detail\`), what to do
(\`help\`), the id to quote (\`instance\`), and for a refused request the list of mistakes (\`errors\`).

**Lists** are read by key: send the \`next\` of a page as \`?after=\`. Unknown parameters are refused, not ignored.
`;

/** The OpenAPI document of this application, the same on every machine: it names no address and no time. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('ArchiveSMP Config Manager')
    .setDescription(DESCRIPTION.trim())
    .setVersion('1')
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
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ProblemView] });
  for (const path of Object.values(document.paths))
    for (const operation of Object.values(path as Record<string, Operation>)) addProblemAnswer(operation);
  return document;
}

interface Operation {
  responses?: Record<string, unknown>;
}

/** Every route can fail, and every failure has the same shape. */
function addProblemAnswer(operation: Operation): void {
  if (operation.responses === undefined) return;
  operation.responses['default'] = {
    description: 'Anything that went wrong: a code, what happened and what to do.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemView' } } },
  };
}
