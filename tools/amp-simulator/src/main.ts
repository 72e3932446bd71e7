import { parseArgs } from 'node:util';
import { startAmpPanel } from './amp-panel.js';
import { readPanelFile } from './panel-file.js';

const { values } = parseArgs({ options: { config: { type: 'string' } } });
if (values.config === undefined) {
  console.error(
    'Give the panels to simulate: --config FILE ({"panels": [{"name", "port", "hostDir", "users"}]})',
  );
  process.exit(1);
}

try {
  const running = await Promise.all(
    (await readPanelFile(values.config)).map((panel) => startAmpPanel(panel)),
  );
  for (const { url, controller } of running)
    console.log(`simulated AMP panel at ${url} with ${controller.instances.size} instances`);
  const stop = (): void => {
    void Promise.all(running.map((panel) => panel.close())).then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
