import { fileHintFor, type NamedFile } from '@archivesmp/contracts/closest-name';
import { Problem } from '@archivesmp/contracts/problem';
import { RenderedInstance } from '@archivesmp/contracts/rendered';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Requires } from '../http/required-access.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { RenderInstance } from './render-instance.js';

/** What the configuration of an instance should be, as files. Contents may hold passwords, so reading them takes an operator. */
@ApiTags('fleet')
@Requires('viewer')
@Controller('api/v1/instances/:id')
export class RenderedController {
  constructor(@Inject(RenderInstance) private readonly render: RenderInstance) {}

  @Get('rendered')
  @RefusedWith('resource.not-found', 'resource.conflict', 'baseline.invalid', 'artifacts.unavailable')
  @ApiOperation({
    operationId: 'renderedList',
    summary: 'List the rendered configuration of an instance',
    description:
      'Each file that baselines, variables and deviations say it should have, with size and sha256; what cannot be rendered is named ' +
      'with its reason. Nothing is changed on any server.',
  })
  @ApiOkResponse({ type: RenderedInstance })
  async listRenderedFiles(@Param('id') id: string): Promise<RenderedInstance> {
    return (await this.render.renderInstance(id)).listing;
  }

  @Get('rendered-archive')
  @Requires('operator')
  @RefusedWith('resource.not-found', 'resource.conflict', 'baseline.invalid', 'artifacts.unavailable')
  @ApiOperation({
    operationId: 'renderedArchive',
    summary: 'Download the rendered configuration of an instance',
    description:
      'tar, gzip: <Plugin>/<path> and metadata.json. The bucket configs has the newest as rendered/<id>.tar.gz.',
  })
  @ApiProduces('application/gzip')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async readRenderedArchive(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const { name, bytes } = await this.render.archiveInstance(id);
    const safe = name.replace(/[^A-Za-z0-9._-]/g, '_');
    void reply
      .header('content-disposition', `attachment; filename="${safe}"`)
      .header('cache-control', 'private, no-cache')
      .type('application/gzip')
      .send(bytes);
  }

  @Get('rendered/:plugin/*')
  @Requires('operator')
  @RefusedWith('resource.not-found', 'resource.conflict', 'baseline.invalid', 'artifacts.unavailable')
  @ApiOperation({
    operationId: 'renderedRead',
    summary: 'Read one file of the rendered configuration',
    description: 'To the byte.',
  })
  @ApiParam({ name: 'plugin', type: String, example: 'LuckPerms' })
  @ApiParam({ name: 'path', type: String, example: 'config.yml' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  async readRenderedFile(
    @Param('id') id: string,
    @Param('plugin') plugin: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const path = (request.params as Record<string, string>)['*'] ?? '';
    const { listing: list, contents } = await this.render.renderInstance(id, { plugin, path });
    const content = contents.get(`${plugin}/${path}`);
    if (content === undefined) {
      const why = list.leftOut.find((one) => one.plugin === plugin && one.path === path)?.reason;
      const reason = why === undefined ? await this.hintFor(id, { plugin, file: path }) : `: ${why}`;
      const end = reason.endsWith('?') ? '' : '.';
      throw new Problem(
        'resource.not-found',
        `${list.instance} has no rendered ${plugin}/${path}${reason}${end}`,
      );
    }
    void reply
      .header('cache-control', 'private, no-cache')
      .type('text/plain; charset=utf-8')
      .send(Buffer.from(content));
  }

  private async hintFor(id: string, wanted: NamedFile): Promise<string> {
    const { listing: list } = await this.render.renderInstance(id);
    return fileHintFor(
      wanted,
      list.files.map((one) => ({ plugin: one.plugin, file: one.path })),
    );
  }
}
