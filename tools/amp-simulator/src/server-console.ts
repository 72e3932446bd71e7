import { APP_STATE } from './app-state.js';
import type { SimulatedInstance } from './simulated-instance.js';

/** What the simulated game server prints when a command is typed. Output goes to the console log only. */
export function answerConsoleCommand(instance: SimulatedInstance, message: string, user: string): void {
  const { console } = instance.process;
  console.writeEntry(message, user, 'Action');
  if (instance.app.current !== APP_STATE.ready) return;
  const [command, ...rest] = message.trim().split(/\s+/);
  if (command === 'list') {
    const names = Object.values(instance.userList());
    console.writeEntry(
      `There are ${names.length} of a max of ${instance.load.slots} players online: ${names.join(', ')}`,
    );
  } else if (command === 'say') console.writeEntry(`[Server] ${rest.join(' ')}`);
  else if (command === 'save-all') console.writeEntry('Saved the game');
  else if (command === 'stop') instance.app.stop();
  else console.writeEntry(`Unknown command: ${command ?? ''}. Type "help" for help.`);
}
