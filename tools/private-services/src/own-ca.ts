import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { requireBinary } from './service-binary.js';

const run = promisify(execFile);
const DAYS = '825';

/** Files of one certificate, in PEM. */
export interface CertificateFiles {
  /** The certificate of the authority that signed it. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** An authority of one's own in a folder, for development and tests. Keys are readable by their owner only. */
export class OwnCa {
  private constructor(private readonly dir: string) {}

  /** Makes it where there is none yet. */
  static async in(dir: string): Promise<OwnCa> {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const ca = new OwnCa(dir);
    if (existsSync(ca.certificate)) return ca;
    const purpose = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
    await openssl([
      ...newKey(path.join(dir, 'ca.key')),
      '-subj',
      '/CN=development authority',
      ...extended(purpose),
      '-out',
      ca.certificate,
    ]);
    return ca;
  }

  /** What programs are told to believe. */
  get certificate(): string {
    return path.join(this.dir, 'ca.pem');
  }

  /** A certificate for a server under these names; addresses are told apart by themselves. Made once by its file's name. */
  async issue(name: string, hosts: readonly string[], days = DAYS): Promise<CertificateFiles> {
    const certificate = path.join(this.dir, `${name}.pem`);
    const key = path.join(this.dir, `${name}.key`);
    const files = { ca: this.certificate, certificate, key };
    if (existsSync(certificate)) return files;
    const names = hosts.map((host) => `${/^[\d.]+$|:/.test(host) ? 'IP' : 'DNS'}:${host}`).join(',');
    const purpose = [
      `subjectAltName=${names}`,
      'extendedKeyUsage=serverAuth',
      'basicConstraints=critical,CA:FALSE',
    ];
    const signed = ['-CA', this.certificate, '-CAkey', path.join(this.dir, 'ca.key'), '-days', days];
    await openssl([
      ...newKey(key),
      '-subj',
      `/CN=${hosts[0]}`,
      ...signed,
      ...extended(purpose),
      '-out',
      certificate,
    ]);
    return files;
  }
}

const newKey = (file: string): string[] => [
  'req',
  '-x509',
  '-newkey',
  'ec',
  '-pkeyopt',
  'ec_paramgen_curve:prime256v1',
  '-nodes',
  '-keyout',
  file,
];
const extended = (extensions: readonly string[]): string[] => extensions.flatMap((one) => ['-addext', one]);

/** Its keys are written for their owner only, as openssl does by itself. */
async function openssl(args: readonly string[]): Promise<void> {
  await run(requireBinary('openssl'), [...args]);
}
