import { PROBLEMS, type ProblemCode } from '@archivesmp/contracts/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class FieldErrorView {
  @ApiProperty({ example: 'severity' }) field!: string;
  @ApiProperty({ example: 'each value must be one of the following values: critical, high, medium, low' })
  message!: string;
  @ApiPropertyOptional({
    example: '/changes/2/edits/0/value',
    description: 'where it is in a JSON body (RFC 6901)',
  })
  pointer?: string;
}

/** The shape of every failure (RFC 9457). */
export class ProblemView {
  @ApiProperty({ description: 'urn:archivesmp:problem: and the code' }) type!: string;
  @ApiProperty({ description: 'The code in words' }) title!: string;
  @ApiProperty({ type: 'integer', description: 'Of the answer' }) status!: number;
  @ApiProperty({
    enum: Object.keys(PROBLEMS),
    enumName: 'ProblemCode',
    description: 'Stable; programs may rely on it',
  })
  code!: ProblemCode;
  @ApiProperty({ description: 'What happened' }) detail!: string;
  @ApiProperty({ description: 'What to do' }) help!: string;
  @ApiProperty({ description: 'Id of the request; quote it to the operator of the hub' }) instance!: string;
  @ApiPropertyOptional({ type: [FieldErrorView] }) errors?: FieldErrorView[];
}
