import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess } from './background-process.js';
import type { S3Settings } from './service-settings.js';

export interface PrivateS3Plan {
  stateDir: string;
  port: number;
  accessKey: string;
  secretKey: string;
  background: boolean;
  /** Variables of its environment, beside those of this process. */
  env?: NodeJS.ProcessEnv;
}

const REGION = 'us-east-1';

/** Starts the development S3 server as a process of its own. Needs the workspace to be built. */
export async function startPrivateS3(plan: PrivateS3Plan): Promise<S3Settings> {
  const program = builtProgram();
  await startProcess({
    name: 's3',
    command: process.execPath,
    args: [program, '--dir', path.join(plan.stateDir, 's3'), '--port', String(plan.port)],
    env: { ...process.env, ...plan.env, S3_ACCESS_KEY: plan.accessKey, S3_SECRET_KEY: plan.secretKey },
    stateDir: plan.stateDir,
    port: plan.port,
    background: plan.background,
    isReady: () => fetch(`http://127.0.0.1:${plan.port}/`).then((answer) => answer.arrayBuffer()),
  });
  return {
    endPoint: '127.0.0.1',
    port: plan.port,
    accessKey: plan.accessKey,
    secretKey: plan.secretKey,
    secure: false,
    region: REGION,
  };
}

function builtProgram(): string {
  const program = fileURLToPath(new URL('../../s3-dev/dist/main.js', import.meta.url));
  if (!existsSync(program)) throw new Error(`${program} is missing. Remedy: npm run build`);
  return program;
}
