import {
  FindingView,
  IgnoreFinding,
  KeepFinding,
  KeptFinding,
  ReviewFinding,
  UndoKeep,
} from '@archivesmp/contracts/finding';
import { FindingReads, FindingReviews, History } from '@archivesmp/history';
import {
  Body,
  Controller,
  Delete,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import { Requires, TheCaller, type IdentifiedRequest } from '../http/required-access.js';
import { Idempotent } from '../http/idempotency.interceptor.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { noFinding } from './finding-on-instance.js';
import { IgnoreWholeFile } from './ignore-whole-file.js';
import { KeepAsIntended } from './keep-as-intended.js';
import { UndoIgnore } from './undo-ignore.js';
import { UndoKeepAsIntended } from './undo-keep.js';

/** What people decide about findings. */
@ApiTags('drift')
@Requires('operator')
@Controller('api/v1/findings/:id')
export class FindingDecisionsController {
  constructor(
    @Inject(History) private readonly history: Pick<History, 'transaction'>,
    @Inject(FindingReads) private readonly findings: FindingReads,
    @Inject(FindingReviews) private readonly reviews: FindingReviews,
    @Inject(KeepAsIntended) private readonly keepAsIntended: KeepAsIntended,
    @Inject(UndoKeepAsIntended) private readonly undoKeep: UndoKeepAsIntended,
    @Inject(IgnoreWholeFile) private readonly ignoreFinding: IgnoreWholeFile,
    @Inject(UndoIgnore) private readonly undoIgnore: UndoIgnore,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
  ) {}

  @Put('review')
  @ApiOperation({
    operationId: 'findingDecisionsReview',
    summary: 'Review a finding',
    description:
      'Says whether the difference is good or bad; the last word counts. It is about the finding as it stands: when ' +
      'another value is found there, it is pending again. Changes nothing on the server.',
  })
  @ApiOkResponse({ type: FindingView })
  async reviewFinding(
    @Param('id') id: string,
    @Body() { verdict, comment }: ReviewFinding,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<FindingView> {
    const review = { verdict, by: caller.name, ...(comment !== undefined && { comment }) };
    await this.history.transaction(async (sql) => {
      if (!(await this.reviews.reviewFinding(id, review, new Date(), sql))) throw noFinding();
      await this.audit.recordAuditedAction(
        caller,
        'finding.reviewed',
        id,
        request,
        { verdict, comment },
        sql,
      );
    });
    const finding = await this.findings.getFinding(id);
    if (finding === undefined) throw noFinding();
    return finding;
  }

  @Post('keep')
  @HttpCode(202)
  @Idempotent()
  @RefusedWith('resource.conflict', 'resource.busy', 'baseline.invalid')
  @ApiOperation({
    operationId: 'findingDecisionsKeep',
    summary: 'Keep a finding as intended',
    description:
      'Writes what is there now into deviations.yml as a documented deviation of this instance; all else in it stays as ' +
      'it is. A whole file (too many, missing, of its own) or plugin goes into kept_files, as does the file of a key with ' +
      'wholeFile. Then the instance is scanned. Refused: secrets, and keys of which the document speaks already.',
  })
  @ApiAcceptedResponse({ type: KeptFinding })
  async acceptFinding(
    @Param('id') id: string,
    @Body() body: KeepFinding,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<KeptFinding> {
    return written(reply, await this.keepAsIntended.keepAsIntended(id, body, caller, request));
  }

  @Delete('keep')
  @HttpCode(202)
  @RefusedWith('resource.not-found', 'resource.conflict', 'baseline.invalid', 'resource.busy')
  @ApiOperation({
    operationId: 'findingDecisionsUnkeep',
    summary: 'Take "keep as intended" back',
    description:
      'The entry of deviations.yml that documents this finding for its instance alone is taken out; all else in it stays as it is. Then ' +
      'the instance is scanned, and what still differs is drift again.',
  })
  @ApiAcceptedResponse({ type: KeptFinding })
  async undoAcceptance(
    @Param('id') id: string,
    @Query() body: UndoKeep,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<KeptFinding> {
    return written(reply, await this.undoKeep.undoKeepAsIntended(id, body, caller, request));
  }

  @Post('ignore')
  @HttpCode(202)
  @Idempotent()
  @RefusedWith('resource.conflict', 'resource.busy', 'baseline.invalid')
  @ApiOperation({
    operationId: 'findingDecisionsIgnore',
    summary: 'Ignore a finding about a whole file',
    description:
      'A rule with its reason is added to the section ignore of deviations.yml: this file is never a finding of this kind again, on the ' +
      'instance or everywhere. DELETE takes it back.',
  })
  @ApiAcceptedResponse({ type: KeptFinding })
  async ignoreFindingFile(
    @Param('id') id: string,
    @Body() body: IgnoreFinding,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<KeptFinding> {
    return written(reply, await this.ignoreFinding.ignoreWholeFile(id, body, caller, request));
  }

  @Delete('ignore')
  @HttpCode(202)
  // There may be a rule for the instance and one for everywhere, and a repeat must not take both
  @Idempotent()
  @RefusedWith('resource.not-found', 'resource.conflict', 'baseline.invalid', 'resource.busy')
  @ApiOperation({
    operationId: 'findingDecisionsUnignore',
    summary: 'Take "ignore" back',
    description:
      'The rule of deviations.yml that ignores this very file or plugin, on the instance or everywhere, is taken out; all else in it ' +
      'stays as it is. Then it is scanned, and what still differs is drift again. 409 with the line of a rule that hides more.',
  })
  @ApiAcceptedResponse({ type: KeptFinding })
  async undoIgnoredFile(
    @Param('id') id: string,
    @Query() body: UndoKeep,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<KeptFinding> {
    return written(reply, await this.undoIgnore.undoIgnore(id, body, caller, request));
  }
}

/** The scan that will see what was written is where to look next. */
function written(reply: FastifyReply, kept: KeptFinding): KeptFinding {
  void reply.header('location', `/api/v1/scans/${kept.scanId}`);
  return kept;
}
