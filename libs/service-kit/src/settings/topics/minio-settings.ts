import { Secret } from '../secret.js';
import { Group, Hidden, Text, YesNo } from '../setting.js';
import { TransportSettings } from './transport-settings.js';

/** The S3-compatible object storage: MinIO or any other. */
export class MinioSettings {
  @Text({ describe: 'host:port of the S3 server', default: 'localhost:3800', allowed: 'host:port' })
  endpoint: string = 'localhost:3800';

  @Text({ describe: 'Access key of the service' })
  access_key!: string;

  @Hidden({ describe: 'Secret key of the service' })
  secret_key!: Secret;

  @YesNo({
    describe: 'Encrypt the connection (TLS, verified); needed whenever it leaves this machine',
    default: false,
  })
  secure: boolean = false;

  @Group(() => TransportSettings, { describe: 'How the connection is secured', optional: true })
  transport: TransportSettings = new TransportSettings();

  @Text({ describe: 'Region that requests are signed for', default: 'us-east-1' })
  region: string = 'us-east-1';

  @Text({
    describe: 'Put before every bucket name, so that several installations can share one server',
    optional: true,
    max: 30,
  })
  bucket_prefix?: string;
}
