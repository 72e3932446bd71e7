import { registerHooks } from 'node:module';
import { setFlagsFromString } from 'node:v8';

/**
 * The agent runs beside game servers and must be small. It documents no API, so the decorators of the contracts that feed
 * Swagger become those that do nothing (Nest ships them for browsers): 18 MB less. A small young generation and no compiled
 * code give back another 45 MB; hashing and packing are native, and for the rest the agent waits for disks and lines.
 */
setFlagsFromString('--max-semi-space-size=1');
setFlagsFromString('--semi-space-growth-factor=1');
for (const flag of ['--optimize-for-size', '--no-opt', '--no-maglev', '--no-sparkplug'])
  setFlagsFromString(flag);
registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    if (specifier !== '@nestjs/swagger') return found;
    return { ...found, url: new URL('extra/swagger-shim.js', found.url).href };
  },
});
