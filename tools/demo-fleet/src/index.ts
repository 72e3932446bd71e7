export { DEMO_HOSTS, DEMO_INSTANCES, type DemoInstance } from './demo-instances.js';
export type { DemoTruth } from './truth.js';
export { writeDemoFleet, type DemoFleet } from './write-demo-fleet.js';
