/** Stands in the place of a secret. */
export const PLACE = "[redacted]";

/**
 * What a secret looks like wherever it stands. The first group, where there is one, introduces the secret and stays.
 * Each pattern begins with something fixed and looks back at nothing: a text that was written to be slow to search must
 * not hold a run up.
 */
export const FORMS: readonly RegExp[] = [
  // keys and messages in armour, also where the end was cut off
  /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}(?:PRIVATE KEY|PGP MESSAGE|PRIVATE KEY BLOCK)[^-]{0,20}-----(?:[^-]|-(?!----END ))*(?:-----END [A-Z0-9 ]{1,40}-----|$)/g,
  /AGE-SECRET-KEY-[0-9A-Z]+/g,
  // JSON web tokens
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?)/g,
  // tokens that name their issuer
  /(?<![A-Za-z0-9])(?:gh[pousr]|github_pat|glpat|xox[abeoprs]|ops|dop_v1|sk|pk|rk|npm|tskey|shpat|pypi|dckr_pat)[_-][A-Za-z0-9_-]{16,}/g,
  /(?<![A-Za-z0-9])hv[sbr]\.[A-Za-z0-9_-]{8,}/g,
  /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g,
  /AIza[A-Za-z0-9_-]{30,}/g,
  /(?<![A-Za-z0-9])A(?:KIA|SIA)[0-9A-Z]{16}/g,
  // addresses that are secrets themselves: whoever knows them may post
  /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/_-]{8,}/g,
  /(discord(?:app)?\.com\/api\/webhooks\/)[A-Za-z0-9/_-]{8,}/g,
  /(\.webhook\.office\.com\/)[A-Za-z0-9/@_-]{8,}/g,
  // headers, and their values without their names
  /((?:[Bb]earer|BEARER|[Bb]asic) {1,4})(?=[^\s"'\\\d=]{0,80}[\d=])[A-Za-z0-9._~+/=-]{8,}/g,
  /(authorization\\*["']?\s{0,8}[:=]\s{0,8}\\*["']?(?:(?:bearer|basic|token|negotiate)\s{1,4})?)(?!\[redacted)[A-Za-z0-9._~+/=-]{8,}/gi,
  /((?:[Ss]et-)?[Cc]ookie\\*["']?:\s{0,4})[^\r\n"\\]{4,}/g,
  // a password, or a token, in the place of a URL's user
  /(:\/\/[^\s/@:"'\\]{0,256}:)[^\s/"'\\]{1,1024}(?=@)/g,
  /(:\/\/)(?=[^\s/@:"'\\]{0,256}\d)[^\s/@:"'\\]{16,256}(?=@)/g,
  // registries: base64 of user:password
  /("auth\\*["']\s{0,4}:\s{0,4}\\*["'])[A-Za-z0-9+/=]{8,}/g,
  // base64 of "-----BEGIN", of gzip, and of both again: what Secrets and Helm releases are made of
  /(?:LS0tLS1CRUdJTi|H4sI|SDRzS)[A-Za-z0-9+/=]{16,}/g,
];

/** Names whose value is a secret, whatever it looks like. */
const NAMES = [
  ...["password", "passwd", "passphrase", "_pass", "secret[_-]?key(?:[_-]?base)?", "api[_-]?key", "access[_-]?key"],
  ...["private[_-]?key", "signing[_-]?key", "encryption[_-]?key", "auth[_-]?token", "token", "client-key-data"],
  ...["client-certificate-data", "certificate-authority-data", "(?:id|refresh|session)[_-]?token"],
].join("|");

/** Names that also stand for what is no secret: their value goes only where it looks made up. */
const VAGUE = ["secret", "pwd", "pass", "credentials?", "auth", "_key"].join("|");

/** What stands between a name and its value; quotes may be escaped, for JSON within JSON. */
const SEPARATOR = String.raw`\\*["']?(?:\s{0,8}[:=]\s{0,8}|%3[AaDd])`;

/** A name, what stands between, and the value up to the next quote or blank. */
export const NAMED: readonly RegExp[] = [
  valued(NAMES, String.raw`(?!true\b|false\b|null\b|\{|\[|\[redacted)[^\s"'\\]{6,4096}`),
  valued(VAGUE, String.raw`(?=[^\s"'\\\d]{0,80}\d)(?!\[redacted)[^\s"'\\{[]{8,4096}`),
  // {"name": "DB_PASSWORD", "value": "…"}, and the same in YAML
  new RegExp(
    String.raw`(name\\*["']?\s{0,4}[:=]\s{0,4}\\*["']?[A-Za-z0-9_.-]{0,64}(?:password|passwd|pass|token|secret|key|credential)s?\\*["']?,?\s{1,40}|name\\*["']?\s{0,4}:\s{0,4}\\*["']?[A-Za-z0-9_.-]{0,64}(?:password|passwd|pass|token|secret|key|credential)s?\\*["']?,)(\\*["']?value\\*["']?\s{0,4}[:=]\s{0,4}\\*["']?)[^\s"'\\]{1,4096}`,
    "gi",
  ),
  // --password x, --password=x, ["--password", "x"]; but our own words about a flag, as "--key needs a value: --key <file>"
  /((?<!-)--(?!-)[a-z-]{0,32}?(?:password|passphrase|passwd|token|secret|api-key|key)(?:\\*["']\s{0,4},\s{0,4}\\*["']|\s{1,8}|=))(?!-|<\w+>|needs a value|belongs to |is given \d)[^\s"'\\]{4,4096}/gi,
  // the same where line ends became blanks
  /((?:password|passwd|passphrase|token|secret|private[_-]?key)["']?:[ \t]{0,4}[|>][+-]?\d? {1,4})(?!\[redacted)[^\s"'\\][^\r\n"\\]{3,}/gi,
  // password: | and the lines below it that stand further in; within JSON their ends are written out
  /((?:password|passwd|passphrase|token|secret|private[_-]?key)["']?:[ \t]{0,4}[|>][+-]?\d?[ \t]{0,4}(?:\r?\n|\\{1,4}n))(?:[ \t]{1,64}(?![ \t])(?:[^\r\n\\"]|\\(?![\\n]))+(?:\r?\n|\\{1,4}n|$|(?=\\{0,4}")))+/gi,
];

function valued(names: string, value: string): RegExp {
  return new RegExp(`((?:${names})${SEPARATOR}\\\\*["']?)${value}`, "gi");
}
