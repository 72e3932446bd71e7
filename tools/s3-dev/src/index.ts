export type { S3Credentials } from './authentication.js';
export { startS3Dev, type S3DevOptions, type S3DevServer } from './s3-server.js';
