import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:https';
import { tooWideOf } from '../settings/key-file.js';
import type { Log } from '../log/create-log.js';
import { wrongSetting } from '../settings/setting-origin.js';
import type { ServerTlsSettings } from '../settings/topics/http-settings.js';

/** Certificate and key in PEM, as a TLS server takes them. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

const CHECK_EVERY_MS = 1_000;

/** The certificate that a service shows: read at start, and again whenever its files change. */
export class ServerCertificate {
  private constructor(
    private readonly files: ServerTlsSettings,
    private current: KeyPair,
  ) {}

  /** @throws SettingsProblem that names setting, file and what to do */
  static readCertificate(files: ServerTlsSettings): ServerCertificate {
    return new ServerCertificate(files, readPair(files));
  }

  get pair(): KeyPair {
    return this.current;
  }

  /** When the certificate that is shown ends, in seconds since 1970. */
  get endsAt(): number {
    return endOf(this.current);
  }

  /**
   * Has a server show what the files hold, from now on. New files that are no pair change nothing but the log: renewal writes one
   * after the other. Returns what ends the watch.
   */
  reloadWhenChanged(server: Server, log: Log): () => void {
    const again = (): void => {
      try {
        this.current = readPair(this.files);
        server.setSecureContext(this.current);
        log.info({ endsAt: new Date(this.endsAt * 1_000).toISOString() }, 'certificate read again');
      } catch (error) {
        // Connections go on under the certificate that was read before
        log.error({ err: error }, 'the new certificate cannot be used, the one before is still shown');
      }
    };
    const watched = [this.files.certificate_file, this.files.private_key_file];
    for (const file of watched) watchFile(file, { persistent: false, interval: CHECK_EVERY_MS }, again);
    return () => {
      for (const file of watched) unwatchFile(file, again);
    };
  }
}

const endOf = ({ cert }: KeyPair): number =>
  Math.floor(new X509Certificate(cert).validToDate.getTime() / 1_000);

function readPair(files: ServerTlsSettings): KeyPair {
  const { certificate_file: certificate, private_key_file: keyFile } = files;
  const wrong = (key: keyof ServerTlsSettings, message: string) => wrongSetting(files, key, message);
  const contentOf = (key: keyof ServerTlsSettings): string => {
    try {
      return readFileSync(files[key], 'utf8');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
      throw wrong(key, `names ${files[key]}, which cannot be read (${code})`);
    }
  };
  const cert = contentOf('certificate_file');
  const key = contentOf('private_key_file');
  const tooWide = tooWideOf(keyFile);
  if (tooWide !== undefined) throw wrong('private_key_file', `${keyFile} ${tooWide}`);
  let isPair: boolean;
  try {
    isPair = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    // The error of the reader may repeat parts of the key
    throw wrong(
      'certificate_file',
      `${certificate} must hold a certificate and ${keyFile} its private key, both in PEM`,
    );
  }
  if (!isPair)
    throw wrong(
      'private_key_file',
      `the key in ${keyFile} does not belong to the certificate in ${certificate}`,
    );
  return { cert, key };
}
