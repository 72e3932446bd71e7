export { aManifest, aManifestFile } from './manifest-builder.js';
export { freshBucket, vendorClient, type TestBucket } from './test-bucket.js';
export { freshDatabase, type TestDatabase } from './test-database.js';
export { freshRedisPrefix, type TestRedis } from './test-redis.js';
export { testServices } from './test-services.js';
