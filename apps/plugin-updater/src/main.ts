import { requireNode } from '@archivesmp/contracts/node-version';

// What is imported statically would fail on an old Node before anything could be said
requireNode(process);
await import('./start.js');
