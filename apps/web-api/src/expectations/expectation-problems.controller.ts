import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Requires } from '../http/required-access.js';
import { ExpectationProblemView } from './expectation-problem.js';
import { FindExpectationProblems } from './find-expectation-problems.js';
import { Page } from '@archivesmp/contracts/page';

/** GET /api/v1/expectations/problems */
export class ExpectationProblemList extends Page {
  @ApiProperty({ type: [ExpectationProblemView] }) problems!: ExpectationProblemView[];
}

/** What no finding can say: scopes that disagree, variables without a value, values that clash over the fleet. */
@ApiTags('baselines')
@Requires('viewer')
@Controller('api/v1/expectations')
export class ExpectationProblemsController {
  constructor(@Inject(FindExpectationProblems) private readonly find: FindExpectationProblems) {}

  @Get('problems')
  @ApiOperation({
    operationId: 'expectationProblemsList',
    summary: 'List what is wrong with the expectations',
    description:
      'Deviations of equal rank that disagree, variables without a value or never mentioned, and rules over the fleet ' +
      '(unique ports, one cluster id) that files break as last seen. Empty when all is well.',
  })
  @ApiOkResponse({ type: ExpectationProblemList })
  async listExpectationProblems(): Promise<ExpectationProblemList> {
    const problems = await this.find.findExpectationProblems();
    return { problems, count: problems.length };
  }
}
