import { Secret } from '../secret.js';
import { Hidden, Text, YesNo } from '../setting.js';

/** The S3-compatible object storage: MinIO or any other. */
export class MinioSettings {
  @Text({ describe: 'host:port of the S3 server', default: 'localhost:3800', allowed: 'host:port' })
  endpoint: string = 'localhost:3800';

  @Text({ describe: 'Access key of the service' })
  access_key!: string;

  @Hidden({ describe: 'Secret key of the service' })
  secret_key!: Secret;

  @YesNo({ describe: 'true when the server speaks TLS', default: false })
  secure: boolean = false;

  @Text({ describe: 'Region that requests are signed for', default: 'us-east-1' })
  region: string = 'us-east-1';

  @Text({
    describe: 'Put before every bucket name, so that several installations can share one server',
    optional: true,
    max: 30,
  })
  bucket_prefix?: string;
}
