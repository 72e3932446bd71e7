import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayNotEmpty,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { HOST_NAME_PART } from './host-name.js';
import { ACTOR_WORDS } from './actor.js';
import { ROLES, type Role } from './vocabulary.js';

/** POST /api/v1/login. */
export class LoginRequest {
  @ApiProperty({ example: 'admin' }) @IsString() @MaxLength(64) name!: string;
  @ApiProperty({ example: 'the password that ./dev up printed' })
  @IsString()
  @MaxLength(256)
  password!: string;
}

/** Who is logged in, and what a change under the session cookie has to carry. */
export class SessionView {
  @ApiProperty({ example: 'admin', description: 'With an API token also which: mia (token laptop)' })
  name!: string;
  @ApiProperty({ enum: ROLES, enumName: 'Role' }) role!: Role;
  @ApiProperty({ description: 'Send it as X-CSRF-Token with every change made under the session cookie' })
  csrfToken!: string;
  @ApiPropertyOptional({ description: 'When the session ends; left out with an API token' })
  expiresAt?: string;
}

/** POST /api/v1/tokens: an access key for a program, with its scopes and its end. */
export class CreateTokenRequest {
  @ApiProperty({
    example: 'grafana',
    description: 'One valid token has it: shown behind your name wherever you did something with it',
  })
  @Matches(/^(?!.* {2})[A-Za-z0-9](?:[A-Za-z0-9 ._@:+-]{0,62}[A-Za-z0-9])?$/, {
    message: 'label: 1 to 64 letters A-Z a-z, digits and the signs . _ @ : + - or single spaces between them',
  })
  label!: string;
  @ApiProperty({ example: ['read'], type: [String], description: 'read, write, admin or agent:<host>' })
  @ArrayNotEmpty()
  @Matches(new RegExp(`^(read|write|admin|agent:${HOST_NAME_PART})$`), {
    each: true,
    message: 'each scope is read, write, admin or agent:<host>',
  })
  scopes!: string[];
  @ApiPropertyOptional({ example: 90, description: 'days until it expires, 1 to 366', default: 90 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(366)
  days?: number;
}

/** An API token as it is listed; the token itself is stored only as a hash. */
export class TokenView {
  @ApiProperty({ example: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44' }) id!: string;
  @ApiProperty({ example: 'grafana' }) label!: string;
  @ApiProperty({ type: [String], example: ['read'] }) scopes!: string[];
  @ApiProperty({ example: 'admin', description: ACTOR_WORDS }) createdBy!: string;
  @ApiPropertyOptional({
    example: 'mia',
    description:
      'The person in whose name it acts; absent: it belongs to a program or a host, or that person is gone',
  })
  owner?: string;
  @ApiPropertyOptional({
    enum: ROLES,
    enumName: 'Role',
    description: 'The role of that person now: the token can do no more than that, whatever its scopes say',
  })
  ownerRole?: Role;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) createdAt!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) expiresAt!: string;
  @ApiPropertyOptional({ example: '2026-11-21T07:00:00.000Z' }) lastUsedAt?: string;
  @ApiPropertyOptional() revokedAt?: string;
}

/** The one answer that holds the token itself. */
export class CreatedToken extends TokenView {
  @ApiPropertyOptional({
    description:
      'Shown once and stored only as a hash; left out when a request is repeated under its Idempotency-Key',
  })
  token?: string;
}

/** POST /api/v1/users. */
export class CreateUserRequest {
  @ApiProperty({ example: 'mia' }) @Matches(/^[a-z0-9][a-z0-9._-]{1,63}$/) name!: string;
  @ApiProperty({ minLength: 12 }) @IsString() @MinLength(12) @MaxLength(256) password!: string;
  @ApiProperty({ enum: ROLES, enumName: 'Role' }) @IsIn(ROLES) role!: Role;
}

/** An account as it is listed; never its password. */
export class UserView {
  @ApiProperty({ example: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44' }) id!: string;
  @ApiProperty({ example: 'mia' }) name!: string;
  @ApiProperty({ enum: ROLES, enumName: 'Role' }) role!: Role;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) createdAt!: string;
}
