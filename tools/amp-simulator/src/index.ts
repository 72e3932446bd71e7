export { runManager, type ManagerRun } from './instance-manager.js';
export { startAmpPanel, type AmpPanelOptions, type RunningPanel } from './amp-panel.js';
export { APP_STATE } from './app-state.js';
export { CONTROL_PATH, type ControlRequest } from './control-route.js';
export { derivedUuid } from './derived-uuid.js';
export { instanceRecord, type AmpInstanceRecord } from './instance-records.js';
export type { PanelUser } from './login.js';
export { readStoredZip, writeStoredZip, type ZipEntry } from './stored-zip.js';
export { DEFAULT_SWITCHES, VOID_BODIES, type Switches, type VoidBody } from './switches.js';
