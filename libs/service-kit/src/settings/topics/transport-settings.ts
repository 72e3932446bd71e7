import { Text, YesNo } from '../setting.js';

/** How one connection to another program is secured; the same four words wherever there is one. */
export class TransportSettings {
  @Text({
    describe:
      'File with the certificates (PEM) of the authority that is believed here, instead of those that the system trusts',
    optional: true,
    max: 1024,
  })
  ca_file?: string;

  @Text({
    describe: 'Name that the certificate of the other end must have; left out: the host that is dialled',
    optional: true,
  })
  server_name?: string;

  @YesNo({
    describe:
      'true permits clear text to another machine; without it such a start is refused. Every page shows it in red',
    default: false,
  })
  insecure: boolean = false;
}
