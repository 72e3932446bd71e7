import { methodsOf, sessionOf, text, type ApiCall, type ApiMethod } from './api-method.js';
import { grants } from './permission.js';
import { badParameter, failed, SimulatedRefusal, succeeded, type ActionResult } from './refusals.js';

const core = methodsOf('Core');

/** Settings of one process, in memory: the nodes that clients of this panel read or write. */
const DEFAULTS: Readonly<Record<string, string>> = {
  'Core.AMP.AppStartupMode': '2',
  'FileManagerPlugin.FileManager.BasePath': './Minecraft/',
  'LocalFileBackupPlugin.Limits.MaxBackupCount': '10',
  'LocalFileBackupPlugin.Limits.ReplacePolicy': '0',
  'MinecraftModule.Minecraft.ServerType': 'Paper',
  'MinecraftModule.Java.MaxHeapSizeMB': '2048',
};

/** GetConfig, GetConfigs, SetConfig, SetConfigs. */
export function settingMethods(): ApiMethod[] {
  const values = new Map(Object.entries(DEFAULTS));
  const set = (call: ApiCall, node: string, value: string): ActionResult => {
    if (!values.has(node)) return failed(`No such node ${node}`);
    if (!grants(sessionOf(call).permissions, `Settings.${node}`))
      return failed(`The current user does not have permission to modify setting '${node}'`);
    values.set(node, value);
    return succeeded();
  };
  const spec = (node: string): Record<string, unknown> => {
    const value = values.get(node);
    if (value === undefined) throw new SimulatedRefusal(failed(`No such node ${node}`));
    return {
      Node: node,
      Name: node.split('.').at(-1),
      Description: '',
      CurrentValue: value,
      ValType: 'String',
      InputType: 'text',
      ReadOnly: false,
      RequiresRestart: false,
    };
  };
  return [
    core('GetConfig', { node: 'String' }, 'SettingSpec', (call) => spec(text(call, 'node'))),
    core('SetConfig', { node: 'String', value: 'String' }, 'ActionResult', (call) =>
      set(call, text(call, 'node'), text(call, 'value')),
    ),
    // A refusal of the plural form is a bare false without a reason.
    core('SetConfigs', { data: 'Dictionary<String, String>' }, 'Boolean', (call) => {
      const { data } = call.params;
      if (typeof data !== 'object' || data === null)
        throw new SimulatedRefusal(badParameter('data', 'Dictionary'));
      return Object.entries(data).every(([node, value]) => set(call, node, String(value)).Status);
    }),
  ];
}
