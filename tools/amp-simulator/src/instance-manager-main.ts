import { runManager } from './instance-manager.js';

const url = process.env['ARCHIVESMP_SIMULATED_AMP'];
if (url === undefined) {
  console.error('ARCHIVESMP_SIMULATED_AMP must name the simulated panel: http://127.0.0.1:8080');
  process.exit(64);
}
try {
  const { lines, code } = await runManager(url, process.argv.slice(2));
  for (const line of lines) console.log(line);
  process.exit(code);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(70);
}
