import { Secret } from '../secret.js';
import { Hidden, Text, WebAddress, WholeNumber } from '../setting.js';

/** One AMP panel (controller) of the fleet. */
export class AmpServerSettings {
  @Text({
    describe: 'Name of the physical host this panel runs on; the same word as physical_server',
    max: 64,
  })
  name!: string;

  @WebAddress({ describe: 'Address of the panel' })
  url!: string;

  @Text({ describe: 'Service account without two-factor login' })
  username!: string;

  @Hidden({ describe: 'Its password' })
  password!: Secret;

  @WholeNumber({ describe: 'Most calls per second to this panel', default: 20, min: 1, max: 500 })
  calls_per_second: number = 20;
}
