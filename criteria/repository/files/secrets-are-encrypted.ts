import { startOf, type RepositoryFinding } from "../../../repository/finding.ts";
import { foldedBy } from "../../../repository/fold.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import type { CheckoutFile } from "../../../observations/checkout.ts";
import { at, isRecord, get, inText, record, type Path } from "../../../repository/yaml/documents.ts";
import { isAside } from "../../../repository/yaml/files.ts";
import { repositoryFrom, withoutRepository, type Repository } from "../../../repository/model.ts";
import {
  ageKeyLines,
  generatedValues,
  goRegExp,
  onlyPlaceholders,
  plainWithin,
  privateKeyLines,
  rulesAbove,
  secretValues,
  talosSecrets,
} from "../../../repository/secrets/plain.ts";
import { tooManyReads } from "../../../repository/secrets/reads.ts";
import { isEncrypted, type SopsRule } from "../../../repository/secrets/sops.ts";

type Result = RepositoryExamination;

/** SOPS encrypts what it is told to, and nothing notices what it was not told: https://getsops.io/docs/#using-sopsyaml-conf */
export default repositoryCriterion({
  id: "repository/secrets-are-encrypted",
  title: "Every file that .sops.yaml names is encrypted, and nothing else holds a key or a Secret in plain",
  fails: "A secret in plain text, or no rules of encryption",
  why: "What was pushed in plain once is known for ever, and nothing that applies it complains.",
  serves: ["S4", "NFR8"],
  needs: ["repository"],
  restsOn: [],
  advice: "sops filestatus <file>; sops --encrypt --in-place <file>; then replace the secret: the history keeps it",
  seeks: "files that may hold a secret, and .sops.yaml",

  irrelevant: withoutRepository,

  examine({ repository: checkout }, { profile }) {
    const repository = repositoryFrom(checkout, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const rules = profile.sops?.rules;
    if (rules !== undefined && !repository.files.file(rules))
      result.findings.push({
        subject: `file/${rules}`,
        expected: "the rules of SOPS, as the profile says",
        actual: "no such file",
        where: startOf(rules),
        because: "Nothing tells which files must be encrypted.",
        mend: "Add it with a rule for each file that holds a secret, or correct sops.rules of the profile.",
        // there is nothing to encrypt yet
        next: "how rules are written: https://getsops.io/docs/#using-sopsyaml-conf-to-select-kms-pgp-and-age-for-new-files",
      });
    // what Git ignores is in no clone
    for (const file of repository.files.all) if (file.ignored === undefined) judgeFile(file, repository, result);
    // a file that nobody encrypted is one mistake, however many keys it has
    result.findings = foldedBy(
      result.findings,
      ({ subject, expected }) => `${subject} ${expected}`,
      ({ actual }) => actual.replace(/ (?:holds|stands) .*$/, ""),
      2,
    );
    const { notices, unknown } = tooManyReads(repository, profile.policies);
    result.notices.push(...notices);
    result.remarks.push(...unknown);
    return result;
  },
});

function judgeFile(file: CheckoutFile, { sopsRules }: Repository, result: Result): void {
  const subject = `file/${file.path}`;
  const wrong = (finding: Omit<RepositoryFinding, "subject">): void => {
    // an example in documents is no bootstrap's, but may be somebody's
    if (isAside(file.path)) result.notices.push({ subject, severity: "warning", ...finding });
    else result.findings.push({ subject, ...finding });
  };
  const must = mustBeEncrypted(file, sopsRules, result);
  if (file.text === undefined) {
    const hides = file.trouble !== undefined && !["encrypted", "pointer"].includes(file.trouble.kind);
    if (hides || (must && file.trouble === undefined))
      result.unseen.push({ subject, reason: file.trouble?.message ?? "its text was not read" });
    else if (file.trouble) result.examined += 1;
    return;
  }
  result.examined += 1;
  const encrypted = isEncrypted(file);
  if (must && !encrypted && file.text.trim() !== "" && !holdsOnlyVariables(file)) {
    const finding: RepositoryFinding = {
      subject,
      expected: `encrypted by SOPS, as ${inText(must.where)} says`,
      actual: "it stands in plain",
      where: { file: file.path, line: 1, column: 1 },
      because: "Whoever reads the repository reads it; Flux applies it as it stands, and nothing complains.",
      mend: `sops --encrypt --in-place ${file.path}, and replace what it held.`,
    };
    if (holdsNothing(file)) result.notices.push({ ...finding, severity: "warning", ...UNFILLED });
    else wrong(finding);
  }
  judgeKeys(file, file.text, wrong);
  if (!encrypted && hidesSecret(file, file.text))
    result.unseen.push({ subject, reason: "it holds a Secret and does not parse: its values are not known" });
  for (const document of file.documents) {
    const named = (path: Path): string => path.join(".");
    if (encrypted)
      for (const path of plainWithin(document))
        wrong({
          expected: "each value encrypted that SOPS encrypts in this file",
          actual: `${named(path)} stands in plain`,
          where: at(document, path),
          because: "It was written after the encryption: SOPS expects it encrypted, and Flux cannot decrypt the file.",
          mend: `Write it with sops ${file.path}.`,
        });
    else if (!must) judgeDocument(file, document, result, wrong);
  }
}

/** A Secret whose every value Flux substitutes: the values stand elsewhere. */
const holdsOnlyVariables = ({ documents }: CheckoutFile): boolean =>
  documents.length > 0 &&
  documents.every(({ value }) => {
    const values = ["data", "stringData"].flatMap((key) => Object.values(record(get(value, key))));
    return values.length > 0 && values.every((one) => typeof one === "string" && /^\$\{\w+\}$/.test(one.trim()));
  });

/** A Secret that nobody has filled in: nothing but placeholders, or empty. What somebody writes there is the secret. */
const holdsNothing = ({ documents }: CheckoutFile): boolean =>
  documents.length > 0 &&
  documents.every(({ value }) => {
    const values = ["data", "stringData"].flatMap((key) => Object.values(record(get(value, key))));
    const isMixed = values.some((one) => typeof one === "string" && /\S\$\{|\}\S/.test(one));
    return get(value, "kind") === "Secret" && !isMixed && secretValues(value).length === 0;
  });

const UNFILLED = {
  actual: "it stands in plain, and holds no secret: it is empty, or has placeholders",
  because: "What is written there afterwards stands in plain too, and until then the pod gets the placeholder.",
};

/** The rule that names a file as a secret; rules for every manifest name none, what they hold is judged by itself. */
function mustBeEncrypted(
  { path, template }: CheckoutFile,
  rules: readonly SopsRule[],
  result: Result,
): SopsRule | undefined {
  const isRendered = template !== undefined || /\.(?:j2|tmpl|tpl|gotmpl|example|sample|dist)$/.test(path);
  if (isRendered || /(^|\/)\.sops\.ya?ml$/.test(path)) return undefined;
  const near = rulesAbove(path, rules);
  for (const rule of near.rules) {
    if (rule.pathRegex === undefined) return undefined;
    const expression = goRegExp(rule.pathRegex);
    if (!expression) {
      const subject = `file/${rule.where.file}`;
      const reason = `its path_regex in line ${rule.where.line} cannot be read here`;
      if (!result.unseen.some((one) => one.subject === subject && one.reason === reason))
        result.unseen.push({ subject, reason });
    } else if (expression.test(near.relative)) return NAMES_SECRETS.test(rule.pathRegex) ? rule : undefined;
  }
  return undefined;
}

/** Templates that are no YAML yet, and YAML that is broken: what a Secret in them holds was not seen. */
const hidesSecret = ({ documents, trouble }: CheckoutFile, content: string): boolean =>
  (trouble?.kind === "template" ||
    documents.some(({ value, problems }) => value === undefined && problems.length > 0)) &&
  /^kind:\s*Secret\s*$/m.test(content) &&
  !onlyPlaceholders(content);

const NAMES_SECRETS = /sops|secret|encrypt|\.enc\b|\\\.enc|\.age/i;

function judgeKeys(
  { path }: CheckoutFile,
  content: string,
  wrong: (finding: Omit<RepositoryFinding, "subject">) => void,
): void {
  for (const line of ageKeyLines(content))
    wrong({
      expected: "no age secret key",
      actual: `an AGE-SECRET-KEY in line ${line}`,
      where: { file: path, line, column: 1 },
      because: "It decrypts every secret of the repository.",
      mend: "Make a new key, encrypt everything anew (sops updatekeys), and replace the secrets themselves.",
    });
  for (const line of privateKeyLines(content))
    wrong({
      expected: "no private key in plain",
      actual: `a private key in line ${line}`,
      where: { file: path, line, column: 1 },
      because: "Whoever reads the repository is whom this key stands for.",
      mend: "Make a new key pair and encrypt it.",
    });
}

function judgeDocument(
  file: CheckoutFile,
  document: CheckoutFile["documents"][number],
  result: Result,
  wrong: (finding: Omit<RepositoryFinding, "subject">) => void,
): void {
  const { value } = document;
  const isSecret = get(value, "kind") === "Secret" && get(value, "apiVersion") === "v1";
  const values = [...(isSecret ? secretValues(value) : []), ...generatedValues(value)];
  for (const { path, kind } of values) {
    const finding = {
      expected: "no Secret with a value in plain",
      actual: `${path.join(".")} holds ${kind === "real" ? "what reads like a generated secret" : "a value in plain"}`,
      where: at(document, path),
      because: "Whoever reads the repository reads it.",
      mend: "Encrypt the file with SOPS, or take the value from a store (ExternalSecret).",
    };
    if (kind === "real") wrong(finding);
    else if (kind === "named") result.notices.push({ subject: `file/${file.path}`, severity: "warning", ...finding });
  }
  const isTalos = isRecord(value) && isOfTalos(value) && /tal|machine|control-?plane|worker/i.test(file.path);
  for (const path of isTalos ? talosSecrets(value) : [])
    wrong({
      expected: "no secret of Talos in plain",
      actual: `${path.join(".")} holds one`,
      where: at(document, path),
      because: "It is what machines and administrators prove themselves with.",
      mend: "Encrypt the file with SOPS, or render it from a store; then rotate it (talosctl rotate-ca).",
    });
}

/** The machine configuration has no apiVersion; its further documents have one without a group. */
const isOfTalos = ({ apiVersion }: Record<string, unknown>): boolean =>
  apiVersion === undefined || apiVersion === "v1alpha1";
