import type { Platform } from '@archivesmp/contracts/vocabulary';

/** One server of the demo fleet. */
export interface DemoInstance {
  name: string;
  friendlyName: string;
  host: string;
  platform: Platform;
  /** Port of the game; 0 for what is no game server. */
  port: number;
}

export const DEMO_HOSTS = ['hetzner', 'ovh'] as const;

const paper = (host: string, name: string, friendlyName: string, port: number): DemoInstance => ({
  name,
  friendlyName,
  host,
  platform: 'paper',
  port,
});

/** Two hosts; DEV01 is where the operators try things, VEL01 the proxy, GEY01 the door for Bedrock players. */
export const DEMO_INSTANCES: readonly DemoInstance[] = [
  paper('hetzner', 'BENT01', 'BentoBox Skyblock', 25603),
  paper('hetzner', 'DEV01', 'Development', 25605),
  paper('hetzner', 'EVO01', 'Evolution', 25602),
  paper('hetzner', 'HARD01', 'Hardcore', 25604),
  paper('hetzner', 'SMP101', 'Survival one', 25601),
  paper('ovh', 'CREA01', 'Creative', 25602),
  { name: 'GEY01', friendlyName: 'Bedrock door', host: 'ovh', platform: 'geyser', port: 0 },
  paper('ovh', 'HUB01', 'Hub', 25601),
  paper('ovh', 'MINE01', 'Mining world', 25604),
  paper('ovh', 'SMP201', 'Survival two', 25603),
  { name: 'VEL01', friendlyName: 'Proxy', host: 'ovh', platform: 'velocity', port: 25577 },
];
