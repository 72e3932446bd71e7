/** Whom to believe of a server that speaks TLS, in the words of a client. */
export interface TlsSettings {
  /** The authority's certificate, PEM. */
  ca: string;
  /** The file that it is from. */
  caFile: string;
  /** The name in the server's certificate. */
  serverName: string;
}

/** Where the private servers listen and how to log in. All on 127.0.0.1. */
export interface PrivateRedisSettings {
  host: string;
  port: number;
  username: string;
  password: string;
  /** Left out: clear text. */
  tls?: TlsSettings;
}

export interface PrivateMariadbSettings {
  host: string;
  port: number;
  user: string;
  password: string;
  /** Left out: clear text. */
  tls?: TlsSettings;
}

export interface S3Settings {
  endPoint: string;
  port: number;
  accessKey: string;
  secretKey: string;
  secure: boolean;
  region: string;
  /** When it is secure. */
  trust?: TlsSettings;
}

export interface PrivateServiceSettings {
  redis: PrivateRedisSettings;
  mariadb: PrivateMariadbSettings;
  s3: S3Settings;
}
