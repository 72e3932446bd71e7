export { PluginUpdaterModule } from './plugin-updater.module.js';
export { pluginUpdater } from './plugin-updater.service.js';
