import { FindingView, ReviewFinding } from '@archivesmp/contracts/drift';
import { Problem } from '@archivesmp/contracts/problem';
import { FindingReads, FindingReviews, History } from '@archivesmp/history';
import { Body, Controller, Inject, Param, Put, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditTrail } from '../access/audit-trail.js';
import type { Caller } from '../access/caller.js';
import { Requires, TheCaller, type IdentifiedRequest } from '../access/required-access.js';

/** What people decide about findings. */
@ApiTags('drift')
@Requires('operator')
@Controller('api/v1/findings/:id')
export class FindingDecisionsController {
  constructor(
    @Inject(History) private readonly history: Pick<History, 'transaction'>,
    @Inject(FindingReads) private readonly findings: FindingReads,
    @Inject(FindingReviews) private readonly reviews: FindingReviews,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
  ) {}

  @Put('review')
  @ApiOperation({
    summary: 'Review a finding',
    description:
      'Says whether the difference is good or bad; the last word counts. It is about the finding as it stands: when ' +
      'another value is found there, it is pending again. Changes nothing on the server.',
  })
  @ApiOkResponse({ type: FindingView })
  async review(
    @Param('id') id: string,
    @Body() { verdict, comment }: ReviewFinding,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<FindingView> {
    const review = { verdict, by: caller.name, ...(comment !== undefined && { comment }) };
    await this.history.transaction(async (sql) => {
      if (!(await this.reviews.review(id, review, new Date(), sql))) throw noFinding();
      await this.audit.note(caller, 'finding.reviewed', id, request, { verdict, comment }, sql);
    });
    const finding = await this.findings.getFinding(id);
    if (finding === undefined) throw noFinding();
    return finding;
  }
}

const noFinding = (): Problem => new Problem('resource.not-found', 'There is no finding with this id.');
