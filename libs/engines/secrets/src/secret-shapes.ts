/** A text that gives a secret away by its shape, whatever its key is called. */
export interface SecretShape {
  /** What it is, for people. */
  readonly name: string;
  /** Finds it anywhere in a text, from where it begins to where it ends. */
  readonly pattern: RegExp;
}

/** What a word in an address, a connection string or a command ends at. */
const REST = '[^\\s"\'`,<>]*';
/** Rules out a placeholder, which another program fills in, and a value that is hidden already. */
const NO_PLACEHOLDER = '(?![%{<$•*\\[]|\\.\\.\\.)';
const NAMES =
  'pass(?:word|wd|phrase|wort)?|pwd|pw|kennwort|token|access_?token|secret|client_?secret|api_?key|auth|sig|signature|account_?key|shared_?access_?key';
const START = '(?<![A-Za-z0-9_-])';
const END = '(?![A-Za-z0-9_-])';

const shape = (name: string, source: string, flags = ''): SecretShape => ({
  name,
  pattern: new RegExp(source, `${flags}g`),
});

/** In the order in which they are asked; a test plants one of each. */
export const SECRET_SHAPES: readonly SecretShape[] = [
  shape(
    'a private key',
    '-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[\\s\\S]{0,20000}?-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|[\\s\\S]{0,20000})',
  ),
  shape(
    'an address with user and password',
    `(?<![a-z0-9+.:-])(?:[a-z][a-z0-9+.-]{0,30}:){1,3}//[^\\s/:@"'<>]{0,200}:(?!\\d{1,5}(?:/|$))${NO_PLACEHOLDER}[^\\s@"'<>]{1,200}@${REST}`,
    'i',
  ),
  shape(
    'a JDBC address of Oracle with a password',
    `jdbc:oracle:\\w+:[^\\s/@]{1,100}/[^\\s/@]{1,100}@${REST}`,
    'i',
  ),
  shape(
    'a value after a word such as password=',
    `(?<![^\\s"'<>(])[^\\s"'<>(]{0,2000}?(?<![a-z])(?:${NAMES})=${NO_PLACEHOLDER}[^\\s"'<>&]${REST}`,
    'i',
  ),
  shape(
    'a password in a command',
    `(?<=\\s|^)--?(?:${NAMES})(?:=|[ \\t]+)${NO_PLACEHOLDER}[^\\s"'<>-][^\\s"'<>]*`,
    'i',
  ),
  shape(
    'the password of a mysql command',
    `(?<=\\bmysql\\w*\\b[^\\n]{0,200}\\s)-p${NO_PLACEHOLDER}[^\\s"'<>]{3,}`,
  ),
  shape(
    'user, password and host',
    `${START}(?!mailto:|sips?:|acct:|xmpp:|minecraft:)[\\w.-]{1,64}:(?!//)${NO_PLACEHOLDER}[^\\s@:"'<>/]{3,100}@(?=[\\w(-])[\\w.():-]+${REST}`,
    'i',
  ),
  shape('a webhook', `(?:https?://[\\w.-]+)?/api/(?:v\\d+/)?webhooks/\\d{3,}/${REST}`, 'i'),
  shape('a webhook', `https?://hooks\\.slack\\.com/(?:services|workflows)/${REST}`, 'i'),
  shape('a JSON web token', `${START}eyJ[\\w-]{10,}\\.[\\w-]{10,}\\.[\\w-]*`),
  shape(
    'what follows Bearer or Basic',
    `\\b(?:Bearer|Basic)\\s+(?=[A-Za-z]*[0-9+/=_.-])[A-Za-z0-9._~+/=-]{12,}`,
  ),
  shape('a token of Discord', `${START}[A-Za-z][\\w-]{22,27}\\.[\\w-]{6,7}\\.[\\w-]{27,}${END}`),
  shape('a token of Telegram', `${START}\\d{8,10}:[A-Za-z0-9_-]{35}${END}`),
  shape('a token of GitHub', `${START}(?:gh[pousr]_\\w{10,}|github_pat_\\w{10,})`),
  shape('a token of GitLab', `${START}gl(?:pat|dt|rt|ptt)-[\\w-]{16,}`),
  shape('a token of Slack', `${START}(?:xox[abeprs]|xapp)-[\\w-]{10,}`),
  shape('a key of AWS', `${START}(?:AKIA|ASIA)[0-9A-Z]{16}${END}`),
  shape('a key of Google', `${START}AIza[\\w-]{35}${END}`),
  shape('a key of Stripe', `${START}(?:[sr]k_(?:live|test)_|whsec_)\\w{10,}`),
  shape('a key of an AI service', `${START}sk-[\\w-]{20,}`),
  shape('a token of npm', `${START}npm_[A-Za-z0-9]{30,}`),
  shape('a token of PyPI', `${START}pypi-[\\w-]{16,}`),
  shape('a key of SendGrid', `${START}SG\\.[\\w-]{16,}\\.[\\w-]{16,}`),
  shape('a key of Mailgun', `${START}key-[0-9a-f]{32}${END}`),
  shape('a key of Twilio', `${START}SK[0-9a-f]{32}${END}`),
  shape('a token of DigitalOcean', `${START}do[opr]_v1_[0-9a-f]{32,}`),
  shape('a token of Vault', `${START}hv[sbr]\\.[\\w-]{20,}`),
  shape('a key of age', `AGE-SECRET-KEY-1[0-9A-Z]{20,}`),
  shape(
    'a hashed password',
    `\\$(?:2[abxy]?|argon2(?:id?|d)|scrypt|pbkdf2[\\w-]*|[156y]|apr1|SHA|7)\\$[\\w./+=,$-]{16,}`,
  ),
  shape('a hashed password', `\\{(?:S?SHA(?:256|512)?|S?MD5|CRYPT)\\}[\\w+/=.$-]{16,}`),
  shape('a hashed password', `pbkdf2_sha\\d+\\$\\d+\\$${REST}`),
];

/** `token: abc`, `password = "abc"` in the middle of a sentence. */
const NAMED_IN_PROSE = new RegExp(
  `(?<![A-Za-z])((?:[\\w-]{0,20}[_-])?(?:${NAMES}|passcode|pin|credentials?))(["']?\\s*[:=]\\s*["']?)${NO_PLACEHOLDER}[^\\s"',;]+`,
  'gi',
);

/** A line of a log in which a value behind the name of a secret is replaced, and whatever gives one away by its shape. */
export function withoutNamedSecrets(line: string, mark: (secret: string) => string): string {
  const masked = line.replace(NAMED_IN_PROSE, (all: string, name: string, between: string) =>
    name.toLowerCase() === 'auth' && !/\d/.test(all) ? all : `${name}${between}${mark(all)}`,
  );
  return withoutShapes(masked, mark);
}

/** What a text gives away by its shape; undefined when nothing. */
export function shapeOf(text: string): string | undefined {
  if (!mayHaveShape(text)) return undefined;
  return SECRET_SHAPES.find(({ pattern }) => text.search(pattern) >= 0)?.name;
}

/** Every shape has one of these; most values of a fleet have none, and are spared the list. */
const HINT = /[=@$]|:\/\/|--?[a-z]|\/webhooks\/|Bearer|Basic|[\w-]{15}|\{[SC]|oracle/i;
/** A test holds every shape to this. */
export const mayHaveShape = (text: string): boolean => HINT.test(text);

/** A text in which secrets that reach over several lines are replaced by what `mark` says. */
export function withoutBlocks(text: string, mark: (secret: string) => string): string {
  return text.replace(SECRET_SHAPES[0]!.pattern, (found) => mark(found));
}

/** A text in which whatever gives a secret away by its shape is replaced by what `mark` says; all else stays. */
export function withoutShapes(text: string, mark: (secret: string) => string): string {
  if (!mayHaveShape(text)) return text;
  return SECRET_SHAPES.reduce((rest, { pattern }) => rest.replace(pattern, (found) => mark(found)), text);
}
