export { PluginUpdaterModule } from './plugin-updater.module.js';
export { PluginUpdaterSettings } from './settings/plugin-updater-settings.js';
export { pluginUpdater } from './plugin-updater.service.js';
