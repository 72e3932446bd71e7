/** Where the private servers listen and how to log in. All on 127.0.0.1. */
export interface RedisSettings {
  host: string;
  port: number;
  username: string;
  password: string;
}

export interface MariadbSettings {
  host: string;
  port: number;
  user: string;
  password: string;
}

export interface S3Settings {
  endPoint: string;
  port: number;
  accessKey: string;
  secretKey: string;
  secure: boolean;
  region: string;
}

export interface PrivateServiceSettings {
  redis: RedisSettings;
  mariadb: MariadbSettings;
  s3: S3Settings;
}
