import { Secret } from '../secret.js';
import { Hidden, Port, Text, TextList, WholeNumber } from '../setting.js';

/** How and when the fleet is scanned. */
export class DriftSettings {
  @Text({ describe: 'Address for health and metrics of drift-analysis', default: '127.0.0.1' })
  host: string = '127.0.0.1';

  @Port({ describe: 'Port for health and metrics of drift-analysis', default: 8010 })
  port: number = 8010;

  @WholeNumber({
    describe: 'Seconds between two scheduled scans of the whole fleet; 0 turns them off',
    default: 3600,
    min: 0,
    max: 604_800,
  })
  scan_every_seconds: number = 3600;

  @WholeNumber({
    describe: 'Seconds between two looks at panels and agents',
    default: 30,
    min: 5,
    max: 3600,
  })
  discover_every_seconds: number = 30;

  @Hidden({
    describe:
      'Key under which values of secret-looking keys are hashed before they are stored; left out, one is derived from minio.secret_key',
    optional: true,
  })
  mask_key?: Secret;

  @WholeNumber({
    describe: 'Seconds after which an instance that did not answer counts as unreachable',
    default: 120,
    min: 5,
    max: 3600,
  })
  answer_within_seconds: number = 120;

  @WholeNumber({ describe: 'Instances analysed at the same time', default: 2, min: 1, max: 32 })
  concurrency: number = 2;

  @WholeNumber({
    describe: 'Larger files are listed but not read, in bytes',
    default: 4_194_304,
    min: 1024,
    max: 1_000_000_000,
  })
  max_file_bytes: number = 4_194_304;

  @TextList({
    describe: 'Globs relative to the server folder that are never looked at',
    optional: true,
  })
  unmanaged: string[] = [];
}
