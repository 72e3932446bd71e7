import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Loaded into a measured program: tells its peak memory in kilobytes when it exits.
if (isMainThread) {
  process.on('exit', () => {
    try {
      writeSync(3, `${process.resourceUsage().maxRSS}\n`);
    } catch {
      // A program that it starts in turn may not have the pipe
    }
  });
}
