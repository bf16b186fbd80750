const PLACE = "[redacted]";

/** What a secret looks like wherever it stands; the first group, where there is one, is what introduces it and stays. */
const SECRETS: RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /AGE-SECRET-KEY-[0-9A-Z]+/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /\b(?:ghp|gho|ghs|ghu|ghr|github_pat|glpat|xox[abprs]|ops|dop_v1|hvs|sk|pk)[_-][A-Za-z0-9_-]{16,}/g,
  /\bA(?:KIA|SIA)[0-9A-Z]{16}\b/g,
  /((?:^|[\s"'=:])(?:authorization|proxy-authorization)\\*["']?\s*[:=]\s*\\*["']?(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]+/gi,
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/@:"']*:)[^\s/@"']+(?=@)/gi,
  /((?:client-key-data|client-certificate-data|certificate-authority-data|id-token|refresh-token)\\*["']?\s*:\s*\\*["']?)[A-Za-z0-9+/=._-]{8,}/gi,
  // quotes may be escaped: JSON within JSON
  /((?:["']|\b)[a-z0-9_.-]*(?:password|passwd|passphrase|secret[_-]?key|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?token|token)\\*["']?\s*[:=]\s*\\*["']?)(?!\s|["'\\]|true\b|false\b|null\b|\{|\[)[^\s"',;\\]{6,}/gi,
  // words that also name what is no secret: only a value that looks made up goes with them
  /((?:["']|\b)[a-z0-9_.-]*(?:secret|pwd|credentials?|auth)\\*["']?\s*[:=]\s*\\*["']?)(?=[^\s"',;\\]*\d)[^\s"',;\\{[]{8,}/gi,
  // registries: base64 of user:password
  /("auth\\*["']\s*:\s*\\*["'])[A-Za-z0-9+/=]{8,}/g,
  /(--[a-z-]*(?:password|passphrase|token|secret|api-key)(?:\s+|=))[^\s"'\\]{6,}/gi,
  // a token in the place of a user
  /(\b[a-z][a-z0-9+.-]*:\/\/)(?=[^\s/@:"']*\d)[^\s/@:"']{16,}(?=@)/gi,
  // base64 of "-----BEGIN", of gzip, and of both again: what Secrets and Helm releases are made of
  /\b(?:LS0tLS1CRUdJTi|H4sI|SDRzS)[A-Za-z0-9+/=]{16,}/g,
];

/** Takes secrets out of a text: by their form, since nothing here knows their values; in base64 too. */
export const redact = (text: string): string => plainly(text).replace(ENCODED, decoded);

const plainly = (text: string): string =>
  SECRETS.reduce(
    (rest, secret) => rest.replace(secret, (_, lead: unknown) => `${typeof lead === "string" ? lead : ""}${PLACE}`),
    text,
  );

/** Long enough to be base64 of a name and a value. */
const ENCODED = /[A-Za-z0-9+/]{20,}={0,2}/g;
const PRINTABLE = /^[\t\n\r\x20-\x7e]+$/;

/** What holds a secret once it is read goes whole. Names and digests are of the same letters, and become no text. */
function decoded(run: string): string {
  const text = Buffer.from(run, "base64").toString("latin1");
  return PRINTABLE.test(text) && redact(text) !== text ? PLACE : run;
}
