import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./secrets-are-encrypted.ts";

const context = { profile: profileOf({ repository: "checkout" }), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>, profile = context.profile) =>
  judge(row, { repository: look(checkoutOf(texts)) }, { ...context, profile });
const told = (texts: Record<string, string>) =>
  judged(texts).findings.map(({ actual, where }) => `${where?.file}:${where?.line} ${actual}`);

const rules = (...regexes: string[]) =>
  `creation_rules:\n${regexes.map((regex) => `  - path_regex: '${regex}'\n    age: age1x\n`).join("")}`;
const sops = (more = "") =>
  `sops:\n  mac: ENC[AES256_GCM,data:x]\n  unencrypted_suffix: _unencrypted\n  version: 3.10.2\n${more}`;
const secret = (data: string) => `apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: n }\n${data}\n`;

// put together here, so that nobody's scanner takes these for real ones
const age = `AGE-SECRET-KEY-1${"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".repeat(2).slice(0, 58)}`;
const pem = `${["-----BEGIN", "OPENSSH PRIVATE", "KEY-----"].join(" ")}\n${"b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ".repeat(3)}\n-----END`;
const random = ["f3Kq9", "ZtW1x", "Pv7Lb", "2RmNc8"].join("");

test("what the rules name is encrypted, the rest holds no secret", () =>
  expect(
    judged({
      ".sops.yaml": rules("kubernetes/.*\\.sops\\.ya?ml"),
      "kubernetes/a.sops.yaml": secret(
        `stringData: { token: "ENC[AES256_GCM,data:x]" }\n${sops("  encrypted_regex: ^(data|stringData)$\n")}`,
      ),
      "kubernetes/b.yaml": secret("stringData: { token: op://vault/item/token, host: db.example.com, empty: '' }"),
      "kubernetes/c.yaml": secret("stringData: { a: '${TOKEN}', b: '{{ .token }}', password: <password> }"),
      "docs/readme.md": "AGE-SECRET-KEY-1XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
    }),
  ).toMatchObject({ verdict: "pass", examined: 5, findings: [], notices: [] }));

test("a file that a rule names stands in plain; in an archive a warning; templates and what is empty are left alone", () => {
  const { findings, notices } = judged({
    ".sops.yaml": rules("\\.sops\\.ya?ml"),
    "a.sops.yaml": "token: x\n",
    ".archive/b.sops.yaml": "token: x\n",
    "c.sops.yaml.j2": "token: {{ x }}\n",
    "d.sops.yaml": "",
  });
  expect(findings).toMatchObject([
    {
      subject: "file/a.sops.yaml",
      expected: "encrypted by SOPS, as .sops.yaml:2 says",
      actual: "it stands in plain",
      where: { file: "a.sops.yaml", line: 1, column: 1 },
    },
  ]);
  expect(notices).toMatchObject([{ severity: "warning", subject: "file/.archive/b.sops.yaml" }]);
});

test("the nearest .sops.yaml counts, its first rule that matches, and paths from its own folder", () =>
  expect(
    told({
      ".sops.yaml": rules(".*\\.sops\\.yaml"),
      "talos/.sops.yaml": rules("^plain.*", "(?i)^TALSECRET.*"),
      "talos/plain.sops.yaml": "a: 1\n",
      "talos/talsecret.yaml": "a: 1\n",
      "talos/other.sops.yaml": "a: 1\n",
    }),
  ).toEqual(["talos/talsecret.yaml:1 it stands in plain"]));

test("a rule for every manifest names no secret: what they hold is judged (szinn, JJGadgets)", () =>
  expect(
    told({
      ".sops.yaml": rules("kubernetes/.*\\.ya?ml"),
      "kubernetes/kustomization.yaml": "resources: []\n",
      "kubernetes/s.yaml": secret(`stringData:\n  token: ${random}`),
    }),
  ).toEqual(["kubernetes/s.yaml:5 stringData.token holds what reads like a generated secret"]));

test("a key written after the encryption", () => {
  const regex = sops("  encrypted_regex: ^(data|stringData)$\n");
  expect(
    told({
      "a.sops.yaml": secret(`stringData:\n  old: ENC[x]\n  new: hello\n  none: ''\n${regex}`),
      "b.sops.yaml": `a: ENC[x]\nb: { c: 1 }\nd_unencrypted: y\n${sops()}`,
    }),
  ).toEqual(["a.sops.yaml:6 stringData.new stands in plain", "b.sops.yaml:2 b.c stands in plain"]);
});

test("an age key, a private key, wherever they are", () =>
  expect(
    told({ "age.key": `# x\n${age}\n`, "k.yaml": "a: 1\n", id_ed25519: pem, "x.sh": `export K=${age}\n` }),
  ).toEqual([
    "age.key:2 an AGE-SECRET-KEY in line 2",
    "id_ed25519:1 a private key in line 1",
    "x.sh:1 an AGE-SECRET-KEY in line 1",
  ]));

test("a plain Secret: what was generated is wrong, what only its key names is a warning, a host is neither", () => {
  const { findings, notices } = judged({
    "s.yaml": secret(
      `data:\n  a: ${btoa(random)}\n  host: ${btoa("db.internal.lan")}\nstringData:\n  password: postgres`,
    ),
    "kustomization.yaml": `secretGenerator:\n  - name: g\n    literals: ["TOKEN=${random}", "USER=admin"]\n`,
  });
  expect(findings.map(({ actual }) => actual)).toEqual([
    "secretGenerator.0.literals.0 holds what reads like a generated secret",
    "data.a holds what reads like a generated secret",
  ]);
  expect(notices?.map(({ severity, actual }) => `${severity} ${actual}`)).toEqual([
    "warning stringData.password holds a value in plain",
  ]);
});

test("Talos' own secrets", () =>
  expect(
    told({
      "talos/controlplane.yaml":
        "machine:\n  token: abc.def\n  ca: { crt: x, key: y }\ncluster:\n  secret: '{{ s }}'\n",
      "talos/talsecret.yaml": "secrets:\n  bootstraptoken: a.b\ncerts:\n  etcd: { crt: x, key: y }\n",
    }),
  ).toEqual([
    "talos/controlplane.yaml:2 machine.token holds one",
    "talos/controlplane.yaml:3 machine.ca.key holds one",
    "talos/talsecret.yaml:2 secrets.bootstraptoken holds one",
    "talos/talsecret.yaml:4 certs.etcd.key holds one",
  ]));

test("no value is ever told", () => {
  const all = judged({
    ".sops.yaml": rules("\\.sops\\.ya?ml"),
    "a.sops.yaml": "token: hunter2\n",
    "b.sops.yaml": `token: hunter2\n${sops()}`,
    "s.yaml": secret(`stringData: { password: hunter2, token: ${random} }`),
    "age.key": age,
    "k.pem.txt": pem,
    "talos/talsecret.yaml": "secrets: { bootstraptoken: hunter2.x }\n",
  });
  const text = JSON.stringify(all);
  expect(all.findings).toHaveLength(6);
  for (const value of ["hunter2", random, age, pem.split("\n")[1] ?? ""]) expect(text).not.toContain(value);
});

test("rules that the profile names and the repository does not have", () => {
  const profile = profileOf({ repository: "checkout", sops: { rules: "k/.sops.yaml" } });
  const { findings } = judged({ "a.yaml": "a: 1\n" }, profile);
  expect(findings).toMatchObject([{ subject: "file/k/.sops.yaml", next: expect.stringMatching(/^how rules are/) }]);
  expect(row.fails).toContain("no rules");
});

test("a file that could not be read, a rule that cannot be: unseen; git-crypt encrypts", () => {
  const { files, ...checkout } = checkoutOf({ "a.yaml": "a: 1\n", ".sops.yaml": rules("(?<x", "\\.sops\\.bin$") });
  const unread = (path: string, kind?: string) => ({
    path,
    size: 1,
    yaml: false,
    documents: [],
    ...(kind && { trouble: { kind, message: kind } }),
  });
  const seen = judge(
    row,
    {
      repository: look({
        ...checkout,
        files: [
          ...files,
          unread("big.yaml", "too-large"),
          unread("g.yaml", "encrypted"),
          unread("x.sops.bin"),
          unread("p.png"),
        ],
      }),
    },
    context,
  );
  expect(seen.verdict).toBe("inconclusive");
  expect(seen.unseen).toMatchObject([
    { subject: "file/.sops.yaml", reason: "its path_regex in line 2 cannot be read here" },
    { subject: "file/big.yaml", reason: "too-large" },
    { subject: "file/x.sops.bin", reason: "its text was not read" },
  ]);
  expect(seen.examined).toBe(3);
});

test("a Secret in YAML that is broken, or in a template that is none yet, is unseen", () =>
  expect(
    judged({
      "a.yaml": secret("stringData: { a: b"),
      "b.yaml.j2": `kind: Secret\n{% for x in y %}\n a: [\n{% endfor %}\n`,
      "c.yaml": "kind: ConfigMap\ndata: { a: b\n",
    }).unseen?.map(({ subject }) => subject),
  ).toEqual(["file/a.yaml", "file/b.yaml.j2"]));

test("no checkout", () => {
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf() }).verdict).toBe("not-applicable");
});

test("reads of the store beyond what the profile allows are a policy notice (anton: 1008 a day of 1000)", () => {
  const es = (name: string, more: string) =>
    `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: ${name}, namespace: x }\nspec:\n  ${more}\n`;
  const texts = {
    "flux/a.yaml": es("a", "refreshInterval: 5m"),
    "flux/b.yaml": es("b", "target: {}"),
    "flux/c.yaml": es("c", "refreshPolicy: CreatedOnce"),
    "flux/d.yaml": es("d", 'refreshInterval: "0"'),
    "flux/e.yaml": es("e", "refreshInterval: ${EVERY}"),
  };
  const allowing = (perDay?: number) =>
    profileOf({
      repository: "checkout",
      flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } },
      ...(perDay !== undefined && { policies: { externalSecretReads: { perDay, reason: "1Password refuses more" } } }),
    });
  expect(judged(texts, allowing()).notices).toEqual([]);
  expect(judged(texts, allowing(312)).notices).toEqual([]);
  expect(judged(texts, allowing(311))).toMatchObject({
    verdict: "pass",
    remarks: ["externalsecret/x/e: how often it reads is not known: ${EVERY}"],
    notices: [
      {
        severity: "policy",
        subject: "externalsecret/x/a",
        expected: "at most 311 reads a day, because 1Password refuses more",
        actual: "312 by 2 ExternalSecrets; the most by this one, every 5m",
        where: { file: "flux/a.yaml", line: 5 },
      },
    ],
  });
});

test("a Secret whose values Flux substitutes is a template, though a rule names its file (angelnu)", () => {
  const plain = (value: string) =>
    told({ ".sops.yaml": rules("secret\\.yaml"), "a/secret.yaml": secret(`stringData: { a: "${value}" }`) });
  expect(plain("${TOKEN}")).toEqual([]);
  expect(plain("x${TOKEN}")).toEqual(["a/secret.yaml:1 it stands in plain"]);
});

test("a Secret of placeholders alone, or an empty one, is a warning, though a rule names its file (lenaxia)", () => {
  const of = (values: string) => judged({ ".sops.yaml": rules("secret\\.yaml"), "a/secret.yaml": secret(values) });
  const doubt = [{ severity: "warning", actual: expect.stringContaining("holds no secret") }];
  expect(of("stringData: {}")).toMatchObject({ findings: [], notices: doubt });
  expect(of("stringData:")).toMatchObject({ findings: [], notices: doubt });
  expect(of("stringData: { a: REPLACE_ME, b: PG_PASSWORD_PLACEHOLDER, c: '${TOKEN}', d: '' }")).toMatchObject({
    findings: [],
    notices: doubt,
  });
  expect(of("stringData: { a: REPLACE_ME, b: eng }").findings).toHaveLength(1);
});
