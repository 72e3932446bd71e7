import { CreateTokenRequest, CreateUserRequest } from '@archivesmp/contracts/access';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsOptional, Matches, ValidateNested } from 'class-validator';

/** A token that its holder knows already: a new agent gets it from a secret, the hub from this file. */
export class KnownToken extends CreateTokenRequest {
  @ApiProperty({ description: 'asmp_ and at least 43 characters of A-Z a-z 0-9 _ -' })
  @Matches(/^asmp_[\w-]{43,200}$/, { message: 'must be asmp_ and at least 43 characters of A-Z a-z 0-9 _ -' })
  token!: string;
  @ApiPropertyOptional({
    description: 'The person in whose name it acts; left out: it belongs to a program or a host',
  })
  @IsOptional()
  @Matches(/^[a-z0-9][a-z0-9._-]{1,63}$/, { message: 'user: the name of a person' })
  user?: string;
}

/** The JSON file of the command `provision`: who may log in, and which API tokens are valid. */
export class AccountsFile {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => CreateUserRequest)
  users: CreateUserRequest[] = [];

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => KnownToken)
  tokens: KnownToken[] = [];
}
