import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Passwords of the private servers, made once per state folder and readable by its owner only. */
export interface ServiceSecrets {
  redisPassword: string;
  mariadbPassword: string;
  mariadbRootPassword: string;
  s3AccessKey: string;
  s3SecretKey: string;
}

export function serviceSecrets(stateDir: string): ServiceSecrets {
  const file = path.join(stateDir, 'service-secrets.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ServiceSecrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secret = () => randomBytes(24).toString('base64url');
  const secrets: ServiceSecrets = {
    redisPassword: secret(),
    mariadbPassword: secret(),
    mariadbRootPassword: secret(),
    s3AccessKey: `asmp${randomBytes(8).toString('hex')}`,
    s3SecretKey: secret(),
  };
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}
