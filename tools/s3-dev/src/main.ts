import { parseArgs } from 'node:util';
import { startS3Dev } from './s3-server.js';

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    port: { type: 'string', default: '3800' },
    host: { type: 'string', default: '127.0.0.1' },
  },
});
const { S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = process.env;
if (!values.dir || !accessKey || !secretKey) {
  console.error(
    'Usage: S3_ACCESS_KEY=... S3_SECRET_KEY=... s3-dev --dir FOLDER [--port 3800] [--host 127.0.0.1]',
  );
  process.exit(2);
}

const server = await startS3Dev({
  dir: values.dir,
  port: Number(values.port),
  host: values.host,
  accessKey,
  secretKey,
  onError: (error) => console.error(error),
});
console.log(
  `s3-dev listens on http://${server.host}:${server.port} and keeps its objects in ${values.dir}\n` +
    'FOR DEVELOPMENT AND TESTS ONLY: no fsync, no versions, no policies, one account. Use MinIO or any S3 in production.',
);

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void server.close().then(() => process.exit(0)));
