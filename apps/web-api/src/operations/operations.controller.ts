import { Problem } from '@archivesmp/contracts/problem';
import { OPERATION_STATES, type OperationState } from '@archivesmp/contracts/vocabulary';
import { Operations } from '@archivesmp/history';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { Requires } from '../http/required-access.js';
import { CommaList, oneOrSeveral } from '../http/comma-list.js';
import { DEFAULT_PAGE, PageQuery } from '../http/page-query.js';
import { OperationPage, OperationView } from './operation-view.js';

export class OperationQuery extends PageQuery {
  @ApiPropertyOptional({ enum: OPERATION_STATES, enumName: 'OperationState', isArray: true })
  @IsOptional()
  @CommaList()
  @IsIn(OPERATION_STATES, oneOrSeveral(OPERATION_STATES))
  state?: OperationState[];
}

@ApiTags('record')
@Requires('viewer')
@Controller('api/v1/operations')
export class OperationsController {
  constructor(@Inject(Operations) private readonly operations: Operations) {}

  @Get()
  @ApiOperation({
    operationId: 'operationsList',
    summary: 'List operations',
    description: 'Everything long-running except scans. Newest first.',
  })
  @ApiOkResponse({ type: OperationPage })
  async listOperations(@Query() { state, after, limit }: OperationQuery): Promise<OperationPage> {
    const page = await this.operations.listOperations({
      limit: limit ?? DEFAULT_PAGE,
      ...(after !== undefined && { after }),
      ...(state !== undefined && { states: state }),
    });
    return { ...page, count: page.operations.length };
  }

  @Get(':id')
  @ApiOperation({
    operationId: 'operationsRead',
    summary: 'Read one operation',
    description: 'How far it is, and what came of it.',
  })
  @ApiOkResponse({ type: OperationView })
  async readOperation(@Param('id') id: string): Promise<OperationView> {
    const operation = await this.operations.getOperation(id);
    if (operation === undefined)
      throw new Problem('resource.not-found', 'There is no operation with this id.');
    return operation;
  }
}
