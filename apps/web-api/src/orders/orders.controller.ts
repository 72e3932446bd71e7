import { Readable } from 'node:stream';
import { BackupReceipt, InspectionReport, OrderOutcome, SignedOrder } from '@archivesmp/contracts/order';
import { PACK_CONTENT_TYPE } from '@archivesmp/contracts/agent';
import { Problem } from '@archivesmp/contracts/problem';
import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Req,
  StreamableFile,
} from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import { RequiresAgent, TheCaller } from '../http/required-access.js';
import { ReceiveInspection } from './receive-inspection.js';
import { ReceiveOrderBackup } from './receive-order-backup.js';
import { ReceiveOutcome } from './receive-outcome.js';
import { ServeOrder } from './serve-order.js';

/** What agents ask and tell while they carry out orders. Each sees only what is for its own host. */
@ApiTags('agents')
@RequiresAgent()
@Controller('api')
export class OrdersController {
  constructor(
    @Inject(ServeOrder) private readonly serve: ServeOrder,
    @Inject(ReceiveOrderBackup) private readonly backup: ReceiveOrderBackup,
    @Inject(ReceiveOutcome) private readonly outcome: ReceiveOutcome,
    @Inject(ReceiveInspection) private readonly inspection: ReceiveInspection,
  ) {}

  @Get('agent/orders/:id')
  @ApiOperation({
    operationId: 'ordersRead',
    summary: 'Fetch an order',
    description:
      'The exact text and the Ed25519 signature over it. An agent carries out nothing that is not signed.',
  })
  @ApiOkResponse({ type: SignedOrder })
  async readOrder(@Param('id') id: string, @TheCaller() caller: Caller): Promise<SignedOrder> {
    const { text, signature } = await this.serve.serveOrder(id, caller);
    return { text, signature };
  }

  @Get('agent/orders/:id/contents/:sha256')
  @Header('content-type', 'application/octet-stream')
  @ApiOperation({
    operationId: 'ordersContent',
    summary: 'Fetch one new content of an order',
    description: 'By its sha256; of this order only.',
  })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async readOrderContent(
    @Param('id') id: string,
    @Param('sha256') sha256: string,
    @TheCaller() caller: Caller,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.serve.serveContent(id, sha256, caller));
  }

  @Post('agent/orders/:id/backup')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'ordersKeep',
    summary: 'Back up what an order replaces',
    description: `One pack (${PACK_CONTENT_TYPE}) with every content that will be replaced. The answer comes after each was read back.`,
  })
  @ApiOkResponse({ type: BackupReceipt })
  storeOrderBackup(
    @Param('id') id: string,
    @Req() { body }: FastifyRequest,
    @TheCaller() caller: Caller,
  ): Promise<BackupReceipt> {
    if (!(body instanceof Readable))
      throw new Problem('request.unsupported-media-type', `This route takes ${PACK_CONTENT_TYPE}.`);
    return this.backup.receiveOrderBackup(id, body, caller);
  }

  @Post('results/orders/:id')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'ordersTell',
    summary: 'Tell what became of an order',
    description: 'The first answer counts; it may be sent again.',
  })
  @ApiNoContentResponse()
  reportOutcome(
    @Param('id') id: string,
    @Body() outcome: OrderOutcome,
    @TheCaller() caller: Caller,
  ): Promise<void> {
    return this.outcome.receiveOutcome(id, outcome, caller);
  }

  @Post('results/inspections/:id/contents')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'ordersContents',
    summary: 'Send contents found on an instance',
    description: `Packs (${PACK_CONTENT_TYPE}) with the contents that the hub does not have, before the report. A content sent again changes nothing.`,
  })
  @ApiNoContentResponse()
  storeInspectedContents(
    @Param('id') id: string,
    @Req() { body }: FastifyRequest,
    @TheCaller() caller: Caller,
  ): Promise<void> {
    if (!(body instanceof Readable))
      throw new Problem('request.unsupported-media-type', `This route takes ${PACK_CONTENT_TYPE}.`);
    return this.inspection.storeInspectedContents(id, body, caller);
  }

  @Post('results/inspections/:id')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'ordersFound',
    summary: 'Tell what is found on an instance',
    description:
      'What the agent found where it was asked to look: files, the log since the restart, free space.',
  })
  @ApiNoContentResponse()
  recordInspection(
    @Param('id') id: string,
    @Body() report: InspectionReport,
    @TheCaller() caller: Caller,
  ): Promise<void> {
    return this.inspection.receiveInspection(id, report, caller);
  }
}
