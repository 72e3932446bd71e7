import { FINDING_KINDS, SEVERITIES, type FindingKind } from '@archivesmp/contracts/vocabulary';
import type {
  DataFileRule,
  DeviationsDocument,
  FleetRule,
  IgnoreRule,
  KeySelector,
  LeftOpenRule,
  ListRule,
  SecretRule,
  SeverityRule,
} from './deviations-document.js';
import type { Field } from './field.js';
import { optional, withPriority } from './parse-variances.js';
import { parseScope, UNIVERSAL } from './scope.js';

const SELECTOR = ['plugin', 'file', 'key'];

/** Everything left out means "every". */
function readSelector(item: Field): KeySelector {
  return {
    plugin: item.child('plugin').text('a name, * for any run of characters') ?? '*',
    file: item.child('file').text('a path, with * and **') ?? '**',
    key: item.child('key').text('a key, steps separated by dots, with * and **') ?? '**',
  };
}

function readKinds(item: Field): FindingKind[] {
  return item
    .child('kinds')
    .items('kinds')
    .flatMap((kind) => kind.oneOf(FINDING_KINDS) ?? []);
}

/** A rule that hides something must say why. */
export function readIgnoreRules(section: Field): IgnoreRule[] {
  return section.items('ignore rules').map((item) => {
    item.only([...SELECTOR, 'instances', 'kinds', 'reason']);
    return {
      ...readSelector(item),
      instances: item.child('instances').texts('instance names'),
      kinds: readKinds(item),
      reason: item.child('reason').required('a sentence that says why this may differ'),
    };
  });
}

/** Without a key a whole file would be left open, and that is what `unmanaged` is for. */
export function readLeftOpenRules(section: Field): LeftOpenRule[] {
  return section.items('keys that are left open').map((item) => {
    item.only([...SELECTOR, 'reason']);
    const key = item.child('key');
    if (key.absent) key.wrong('is missing; for whole files there is "unmanaged"');
    return {
      ...readSelector(item),
      reason: item.child('reason').required('a sentence that says why it is left open'),
    };
  });
}

/** `data: false` makes a file configuration that is known as data elsewhere. */
export function readDataFileRules(section: Field): DataFileRule[] {
  return section.items('data file rules').map((item) => {
    item.only(['file', 'data', 'reason']);
    return {
      file: item.child('file').required('a glob over <Plugin>/<path>'),
      isData: item.child('data').oneOf(['true', 'false']) !== 'false',
      reason: item.child('reason').required('a sentence that says what the file holds'),
    };
  });
}

export function readListRules(section: Field): ListRule[] {
  return section.items('list rules').map((item) => {
    item.only([...SELECTOR, 'keyed_by', 'order']);
    const keyedBy = item.child('keyed_by').text('the key that names an item');
    const order = item.child('order').oneOf(['matters', 'ignore']);
    return {
      ...readSelector(item),
      ...optional('keyedBy', keyedBy),
      order: order ?? (keyedBy ? 'ignore' : 'matters'),
    };
  });
}

export function readSeverityRules(section: Field): SeverityRule[] {
  return section.items('severity rules').map((item) => {
    item.only([...SELECTOR, 'kinds', 'severity', 'reason']);
    const severity = item.child('severity');
    if (severity.absent) severity.wrong(`is missing; it must be one of ${SEVERITIES.join(', ')}`);
    return {
      ...readSelector(item),
      kinds: readKinds(item),
      severity: severity.oneOf(SEVERITIES) ?? 'medium',
      ...optional('reason', item.child('reason').text('a sentence')),
    };
  });
}

/**
 * `secret: false` shows every user what was hidden, so it must name one plugin and a key: a rule about everything would show every
 * password of the fleet.
 */
export function readSecretRules(section: Field): SecretRule[] {
  return section.items('rules about secrets').map((item) => {
    item.only([...SELECTOR, 'secret', 'reason']);
    const secret = item.child('secret');
    if (secret.absent) secret.wrong('is missing; true hides the values of the key, false shows them');
    const isSecret = secret.oneOf(['true', 'false']) !== 'false';
    const selector = readSelector(item);
    const key = item.child('key');
    if (key.absent) key.wrong('is missing; to hide all of a file, write key: "**"');
    if (!isSecret) {
      if (/[*]/.test(selector.plugin))
        item
          .child('plugin')
          .wrong('must name one plugin, for a rule with secret: false shows values to every user');
      if (/^[*.]*$/.test(selector.key))
        key.wrong('must name a key, for a rule with secret: false shows values to every user');
    }
    return {
      ...selector,
      secret: isSecret,
      reason: item.child('reason').required('a sentence that says why'),
      line: item.line,
    };
  });
}

export function readFleetRules(
  section: Field,
  rule: FleetRule['rule'],
  tags: DeviationsDocument['tags'],
): FleetRule[] {
  return section.items(`"${rule}" rules`).map((item) => {
    item.only([...SELECTOR, 'among', 'within', 'reason']);
    const among = item.child('among');
    const scope = among.absent ? UNIVERSAL : parseScope(among.required('a scope'));
    if (scope === undefined)
      among.wrong('must be everywhere, platform:NAME, host:NAME, tag:NAME or instance:NAME');
    const key = item.child('key');
    if (key.absent) key.wrong('is missing; a rule about all keys would mean nothing');
    return {
      ...readSelector(item),
      rule,
      among: (scope && withPriority(scope, tags, among)) ?? UNIVERSAL,
      within: item.child('within').oneOf(['fleet', 'host']) ?? 'fleet',
      reason: item.child('reason').text('a sentence') ?? '',
    };
  });
}
