import type { LabObject, World } from "../../lab/world.ts";

/** How a secret may be written into a text, and what of it may then stand nowhere. */
interface Form {
  name: string;
  written(secret: string): string;
  /** Default: the secret itself. */
  found?(secret: string): string;
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const hex = (text: string): string => Buffer.from(text).toString("hex");

export const FORMS: readonly Form[] = [
  { name: "a GitHub token", written: (it) => `cannot clone with ghp_${it}` },
  { name: "an npm token", written: (it) => `npm_${it}` },
  { name: "a Vault token", written: (it) => `hvs.${it}` },
  { name: "a Tailscale key", written: (it) => `tskey-auth-${it}` },
  { name: "a SendGrid key", written: (it) => `SG.${it}.${it}` },
  { name: "a Google key", written: (it) => `AIza${it}${it}` },
  { name: "a password of a URL", written: (it) => `dial https://ops:${it}@db.example.org/x: refused` },
  { name: "a token for a URL's user", written: (it) => `https://${it}@git.example.org/x` },
  { name: "a webhook", written: (it) => `https://hooks.slack.com/services/T0/B0/${it}` },
  { name: "a header", written: (it) => `Authorization: Bearer ${it}` },
  { name: "a bearer alone", written: (it) => `sent Bearer ${it} and failed` },
  { name: "a cookie", written: (it) => `Set-Cookie: session=${it}; Path=/` },
  { name: "a name and a value", written: (it) => `password: ${it}` },
  { name: "a short name", written: (it) => `pass: ${it}` },
  { name: "a variable", written: (it) => `DB_PASS=${it}` },
  { name: "a key", written: (it) => `MINIO_ROOT_KEY=${it}` },
  { name: "a key base", written: (it) => `SECRET_KEY_BASE=${it}` },
  { name: "a variable in a list", written: (it) => `{"name":"DB_PASSWORD","value":"${it}"}` },
  { name: "a flag", written: (it) => `login --password ${it}` },
  { name: "a flag in a list", written: (it) => `["login","--password","${it}"]` },
  { name: "JSON in JSON", written: (it) => JSON.stringify({ a: JSON.stringify({ password: it }) }) },
  { name: "what follows a comma", written: (it) => `password=ab1,${it}` },
  { name: "what follows a semicolon", written: (it) => `password=ab1;${it}` },
  { name: "what follows an at sign", written: (it) => `password=ab1@${it}` },
  { name: "percent-encoding", written: (it) => `https://x.example.org/?a=${encodeURIComponent(`password=${it}`)}` },
  { name: "hex", written: (it) => hex(`password=${it}`), found: (it) => hex(it) },
  { name: "base64", written: (it) => base64(`password=${it}`), found: (it) => base64(`password=${it}`).slice(12, 32) },
  {
    name: "wrapped base64",
    written: (it) => base64(`x: 1\n${"y".repeat(40)}\npassword=${it}\n`).replace(/(.{32})/g, "$1\n"),
    found: (it) => base64(`x: 1\n${"y".repeat(40)}\npassword=${it}\n`).slice(68, 92),
  },
  {
    name: "base64 beside other bytes",
    written: (it) => Buffer.concat([Buffer.from([0, 255, 3]), Buffer.from(`password=${it}`)]).toString("base64"),
    found: (it) => base64(`password=${it}`).slice(12, 32),
  },
  {
    name: "a PGP key",
    written: (it) => `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${it}\n-----END PGP PRIVATE KEY BLOCK-----`,
  },
  { name: "a block", written: (it) => `password: |\n  ${it}\n` },
  {
    name: "a key in armour",
    written: (it) => `-----BEGIN EC PRIVATE KEY-----\n${it}\n-----END EC PRIVATE KEY-----`,
  },
];

/** A canary that was put somewhere, and what may be found of it nowhere. */
export interface Canary {
  channel: string;
  form: string;
  found: string;
}

/** Puts canaries into texts of a world; each text gets another form. */
export function canaries(): { put: Text; all: Canary[] } {
  const all: Canary[] = [];
  const counts = new Map<string, number>();
  return {
    all,
    put(channel, isBare = false) {
      const count = counts.get(channel) ?? 0;
      counts.set(channel, count + 1);
      const form = isBare ? BARE : FORMS[count % FORMS.length];
      if (!form) return "";
      const secret = `k8Hq2Zp0vWx${all.length}y${String(all.length).padStart(6, "0")}Q9`;
      all.push({ channel, form: form.name, found: form.found?.(secret) ?? secret });
      return form.written(secret);
    },
  };
}

/** `isBare`: the secret alone, where a name beside it says what it is. */
type Text = (channel: string, isBare?: boolean) => string;

const BARE: Form = { name: "alone", written: (it) => it };

/** A canary in every text of a world that anybody may write, beside what stands there. */
export const withCanaries =
  (put: Text) =>
  (world: World): World => ({
    ...world,
    kubernetes: {
      ...world.kubernetes,
      objects: world.kubernetes.objects.map((object) => objectWith(put, object)),
      logs: mapped(world.kubernetes.logs, (text) => `${text}\n${put("a log")}`),
    },
    commands: {
      ...world.commands,
      ...Object.fromEntries(
        (["flux", "cilium", "op", "kubectl", "helm"] as const).map((program) => [
          program,
          mapped(world.commands[program] ?? {}, (answer) => ({
            ...answer,
            stderr: `${answer.stderr ?? ""}${put(`stderr of ${program}`)}\n`,
          })),
        ]),
      ),
    },
  });

/** Kinds whose objects fail, so that what they say is told in findings and reports. */
const FAILING = new Set(["Kustomization", "HelmRelease", "ExternalSecret", "Certificate", "Deployment", "Node"]);

interface Loose {
  conditions?: { message?: string }[];
  containerStatuses?: { lastState?: object; state?: { running?: object } }[];
  artifact?: object;
  history?: object[];
}

function objectWith(put: Text, object: LabObject): LabObject {
  const { kind, metadata } = object;
  const { status, spec, data } = object as { status?: Loose; spec?: Record<string, unknown>; data?: object };
  const notes = {
    "example.org/note": put("an annotation"),
    "meta.helm.sh/note": put("an annotation of Helm"),
    "kustomize.toolkit.fluxcd.io/note": put("an annotation of Flux"),
    "cert-manager.io/note": put("an annotation of cert-manager"),
    "cilium.io/note": put("an annotation of Cilium"),
    ...named(put, "an annotation"),
  };
  const told = status &&
    typeof status === "object" && {
      ...status,
      ...(Array.isArray(status.conditions) && {
        conditions: status.conditions.map((it) => ({
          ...it,
          // so that it is told
          ...(FAILING.has(kind) && { status: "False", reason: "Failed" }),
          message: `${it.message ?? ""} ${put("a condition")}`,
        })),
      }),
      ...(Array.isArray(status.containerStatuses) && {
        containerStatuses: status.containerStatuses.map((it) => ({
          ...it,
          lastState: { terminated: { reason: "Completed", exitCode: 0, message: put("a last word") } },
        })),
      }),
      ...(status.artifact && { artifact: { ...status.artifact, metadata: { note: put("an artifact") } } }),
      ...(Array.isArray(status.history) && {
        history: status.history.map((it) => ({
          ...it,
          testHooks: { [`${metadata.name}-test`]: { phase: put("a hook") } },
        })),
      }),
    };
  return {
    ...object,
    metadata: {
      ...metadata,
      annotations: { ...(metadata as { annotations?: object }).annotations, ...notes },
      labels: {
        ...(metadata as { labels?: object }).labels,
        "example.org/note": put("a label"),
        ...named(put, "a label"),
      },
    },
    ...(told && { status: told }),
    ...(kind === "Event" && { message: put("an event"), note: put("an event") }),
    ...(kind === "ConfigMap" && { data: { ...data, canary: put("a ConfigMap") } }),
    ...(kind === "HelmRelease" && spec && { spec: { ...spec, values: { note: put("values of a release") } } }),
    ...(kind === "Kustomization" &&
      spec && { spec: { ...spec, postBuild: { substitute: { NOTE: put("a variable of Flux") } } } }),
  };
}

/** Labels and annotations whose own name says that they hold a secret. */
const named = (put: Text, channel: string): Record<string, string> =>
  Object.fromEntries(
    ["token", "db-password", "example.org/api-key"].map((name) => [name, put(`${channel} named ${name}`, true)]),
  );

const mapped = <Value>(record: Record<string, Value>, change: (value: Value) => Value): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
