import { assertKebab, camel, pascal } from './names.js';
import { addFile, insertBefore, type SourceTree } from './source-tree.js';

const SRC = 'apps/web-api/src';
const ROUTES = `${SRC}/composition/routes.ts`;
const MODULE = `${SRC}/web-api.module.ts`;

/**
 * A route of the web API for viewers, `GET /api/v1/NAME`, with its use case and its answer, in the folder of a feature; a feature that
 * is not there yet is made, too.
 * @throws CannotMake when there is such a route
 */
export function makeRoute(tree: SourceTree, feature: string, name: string): void {
  assertKebab('a feature', feature);
  assertKebab('a route', name);
  const [type, folder] = [pascal(name), `${SRC}/${feature}`];
  addFile(tree, `${folder}/read-${name}.ts`, useCaseText(name));
  addFile(tree, `${folder}/${name}.controller.ts`, controllerText(name, feature));
  compose(tree, feature, name);
  insertBefore(tree, ROUTES, {
    within: 'import ',
    before: '\n/** All routes',
    text: `import { ${type}Controller } from '../${feature}/${name}.controller.js';\n`,
  });
  insertBefore(tree, ROUTES, { within: 'ROUTES: Type[] = [', before: '];', text: `  ${type}Controller,\n` });
}

function compose(tree: SourceTree, feature: string, name: string): void {
  const file = `${SRC}/composition/${feature}.ts`;
  const list = feature.toUpperCase().replaceAll('-', '_');
  if (!tree.hasSource(file)) {
    addFile(
      tree,
      file,
      `import { FleetReads } from '@archivesmp/history';
import type { Provider } from '@nestjs/common';
import { Read${pascal(name)} } from '../${feature}/read-${name}.js';
import { built } from './built.js';

/** ${feature}: what is built of which parts. */
export const ${list}: Provider[] = [
  built(Read${pascal(name)}, FleetReads),
];
`,
    );
    insertBefore(tree, MODULE, {
      within: 'import ',
      before: 'import { Connections, openConnections }',
      text: `import { ${list} } from './composition/${feature}.js';\n`,
    });
    insertBefore(tree, MODULE, {
      within: 'providers: [',
      before: '        IdempotencyInterceptor,',
      text: `        ...${list},\n`,
    });
    return;
  }
  const hasReads = /\bFleetReads\b/.test(tree.readSource(file));
  insertBefore(tree, file, {
    within: 'import ',
    before: 'import { built }',
    text:
      (hasReads ? '' : "import { FleetReads } from '@archivesmp/history';\n") +
      `import { Read${pascal(name)} } from '../${feature}/read-${name}.js';\n`,
  });
  insertBefore(tree, file, {
    within: `${list}: Provider[] = [`,
    before: '];',
    text: `  built(Read${pascal(name)}, FleetReads),\n`,
  });
}

const useCaseText = (name: string): string => `import { ApiProperty } from '@nestjs/swagger';
import type { FleetReads } from '@archivesmp/history';

/** What \`GET /api/v1/${name}\` answers. */
export class ${pascal(name)}View {
  @ApiProperty({ example: 20, description: 'How many instances are known' }) instances!: number;
}

/** Reads what is shown at \`/api/v1/${name}\`. */
export class Read${pascal(name)} {
  constructor(private readonly fleet: Pick<FleetReads, 'listInstances'>) {}

  /** @throws Problem of MariaDB */
  async read${pascal(name)}(): Promise<${pascal(name)}View> {
    return { instances: (await this.fleet.listInstances()).length };
  }
}
`;

const controllerText = (
  name: string,
  feature: string,
): string => `import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Requires } from '../http/required-access.js';
import { ${pascal(name)}View, Read${pascal(name)} } from './read-${name}.js';

/** What is known of ${name.replaceAll('-', ' ')}. */
@ApiTags('${feature}')
@Requires('viewer')
@Controller('api/v1/${name}')
export class ${pascal(name)}Controller {
  constructor(@Inject(Read${pascal(name)}) private readonly reading: Read${pascal(name)}) {}

  @Get()
  @ApiOperation({ operationId: '${camel(name)}Read', summary: 'Read ${name.replaceAll('-', ' ')}' })
  @ApiOkResponse({ type: ${pascal(name)}View })
  read${pascal(name)}(): Promise<${pascal(name)}View> {
    return this.reading.read${pascal(name)}();
  }
}
`;
