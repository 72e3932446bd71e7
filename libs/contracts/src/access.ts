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
import { ROLES, type Role } from './vocabulary.js';

export class LoginRequest {
  @ApiProperty({ example: 'admin' }) @IsString() @MaxLength(64) name!: string;
  @ApiProperty({ example: 'the password that ./dev up printed' })
  @IsString()
  @MaxLength(256)
  password!: string;
}

export class SessionView {
  @ApiProperty({ example: 'admin' }) name!: string;
  @ApiProperty({ enum: ROLES, enumName: 'Role' }) role!: Role;
  @ApiProperty({ description: 'Send it as X-CSRF-Token with every change made under the session cookie' })
  csrfToken!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) expiresAt!: string;
}

export class CreateTokenRequest {
  @ApiProperty({ example: 'grafana' }) @IsString() @MinLength(1) @MaxLength(64) label!: string;
  @ApiProperty({ example: ['read'], type: [String], description: 'read, write, admin or agent:<host>' })
  @ArrayNotEmpty()
  @Matches(/^(read|write|admin|agent:[A-Za-z0-9._-]{1,64})$/, {
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

export class TokenView {
  @ApiProperty({ example: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44' }) id!: string;
  @ApiProperty({ example: 'grafana' }) label!: string;
  @ApiProperty({ type: [String], example: ['read'] }) scopes!: string[];
  @ApiProperty({ example: 'admin' }) createdBy!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) createdAt!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) expiresAt!: string;
  @ApiPropertyOptional({ example: '2026-11-21T07:00:00.000Z' }) lastUsedAt?: string;
  @ApiPropertyOptional() revokedAt?: string;
}

export class CreatedToken extends TokenView {
  @ApiProperty({ description: 'Shown once and stored only as a hash' }) token!: string;
}

export class CreateUserRequest {
  @ApiProperty({ example: 'mia' }) @Matches(/^[a-z0-9][a-z0-9._-]{1,63}$/) name!: string;
  @ApiProperty({ minLength: 12 }) @IsString() @MinLength(12) @MaxLength(256) password!: string;
  @ApiProperty({ enum: ROLES, enumName: 'Role' }) @IsIn(ROLES) role!: Role;
}

export class UserView {
  @ApiProperty({ example: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44' }) id!: string;
  @ApiProperty({ example: 'mia' }) name!: string;
  @ApiProperty({ enum: ROLES, enumName: 'Role' }) role!: Role;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) createdAt!: string;
}
