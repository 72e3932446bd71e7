import { Secret } from '../secret.js';
import { GroupList, Hidden, OneOf, Port, Text, TextList, WholeNumber, YesNo } from '../setting.js';

/** When changes may be started. */
export class ChangeWindowSettings {
  @OneOf(['allow', 'deny'], { describe: 'Whether changes may be started in this window; deny wins' })
  effect!: 'allow' | 'deny';

  @TextList({ describe: 'Days on which it begins: mon, tue, wed, thu, fri, sat, sun' })
  days!: string[];

  @Text({ describe: 'Begin, HH:MM on the clock of the zone', max: 5 })
  from!: string;

  @Text({ describe: 'End, HH:MM; before the begin it is on the next day', max: 5 })
  to!: string;

  @Text({ describe: 'Time zone, like Europe/Berlin', max: 64 })
  zone!: string;
}

/** How changes are approved, applied and judged. */
export class DeploymentSettings {
  @Text({ describe: 'Address for health and metrics of deployment-orchestrator', default: '127.0.0.1' })
  host: string = '127.0.0.1';

  @Port({ describe: 'Port for health and metrics of deployment-orchestrator', default: 8020 })
  port: number = 8020;

  @Hidden({
    describe:
      'Ed25519 private key (PKCS#8, PEM) that signs orders; the agents hold the public one. Without it nothing can be applied',
    optional: true,
  })
  order_key?: Secret;

  @WholeNumber({ describe: 'People who must approve a plan', default: 1, min: 1, max: 10 })
  approvals: number = 1;

  @YesNo({ describe: 'Whether people may approve plans of their own', default: false })
  self_approval: boolean = false;

  @WholeNumber({
    describe: 'Hours after which a plan that was not run expires',
    default: 24,
    min: 1,
    max: 720,
  })
  plan_hours: number = 24;

  @WholeNumber({ describe: 'Instances changed at the same time on one host', default: 2, min: 1, max: 20 })
  per_host: number = 2;

  @TextList({ describe: 'Tags or names of the instances that go first, alone', default: 'dev, DEV01' })
  first: string[] = ['dev', 'DEV01'];

  @OneOf(['all', 'host', 'tag'], { describe: 'What makes one wave of the others', default: 'host' })
  waves_by: 'all' | 'host' | 'tag' = 'host';

  @WholeNumber({
    describe: 'Countdown on the console before a restart, in seconds',
    default: 30,
    min: 0,
    max: 3600,
  })
  countdown_seconds: number = 30;

  @WholeNumber({
    describe: 'How long a restart waits for players to leave, in seconds; then it comes with the countdown',
    default: 120,
    min: 0,
    max: 86_400,
  })
  wait_for_empty_seconds: number = 120;

  @WholeNumber({ describe: 'Seconds in which a server must be up again', default: 300, min: 5, max: 3600 })
  restart_within_seconds: number = 300;

  @WholeNumber({
    describe:
      'Seconds for which a panel that does not answer is waited for before a restart, stop or start goes through the agent of its host and ampinstmgr there',
    default: 60,
    min: 0,
    max: 3_600,
  })
  panel_patience_seconds: number = 60;

  @WholeNumber({
    describe: 'Seconds in which a verdict must be clear once the server is up',
    default: 120,
    min: 1,
    max: 3600,
  })
  verdict_within_seconds: number = 120;

  @WholeNumber({
    describe: 'Seconds a server is watched before its verdict can be a pass',
    default: 10,
    min: 0,
    max: 3600,
  })
  observe_seconds: number = 10;

  @WholeNumber({
    describe: 'Seconds for which an order is valid; an agent refuses an older one',
    default: 600,
    min: 5,
    max: 3600,
  })
  order_seconds: number = 600;

  @WholeNumber({
    describe: 'Hours an instance is held after its change was rolled back; 0 = until a person lifts it',
    default: 0,
    min: 0,
    max: 8760,
  })
  hold_hours: number = 0;

  @GroupList(() => ChangeWindowSettings, {
    describe: 'When changes may be started; none = always',
    optional: true,
  })
  windows: ChangeWindowSettings[] = [];
}
