import './lean-start.js';

// What is imported statically would be loaded before the lean start takes hold
const { runAgent } = await import('./run-agent.js');
await runAgent();
