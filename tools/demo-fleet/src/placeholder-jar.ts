import { writeStoredZip } from '@archivesmp/amp-simulator';
import type { DemoPlugin } from './demo-plugins.js';

/** A tiny valid JAR that only says who it is. */
export function placeholderJar({ name, version, platform }: DemoPlugin): Buffer {
  const main = `net.example.${name.toLowerCase().replace(/\W/g, '')}.Main`;
  const description =
    platform === 'paper'
      ? {
          name: 'plugin.yml',
          text: `name: ${name}\nversion: '${version}'\nmain: ${main}\napi-version: '1.21'\n`,
        }
      : { name: 'velocity-plugin.json', text: JSON.stringify({ id: name, name, version, main }) };
  return writeStoredZip([
    { name: 'META-INF/MANIFEST.MF', bytes: Buffer.from('Manifest-Version: 1.0\r\n\r\n') },
    { name: description.name, bytes: Buffer.from(description.text) },
  ]);
}
