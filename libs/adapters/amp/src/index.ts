export { AmpInstance } from './amp-instance.js';
export { AmpPanel } from './amp-panel.js';
export type { AmpCallReport, AmpClock, AmpPanelSettings } from './amp-settings.js';
export type { AppState } from './app-state.js';
export type { ListedInstance, ListedTarget } from './instance-listing.js';
export type { InstanceMetrics } from './instance-metrics.js';
export type { ConsoleLine, AmpStatus, InstanceUpdates } from './instance-status.js';
export type { RemoteEntry } from './remote-entry.js';
export type { RemoteFiles } from './remote-files.js';
