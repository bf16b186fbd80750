import type { Finding } from "../../criteria/criterion.ts";
import type { Cause } from "../../diagnosis/diagnosis.ts";
import type { Judgement, Verdict } from "../../criteria/judge.ts";
import type { DeclaredCheck, CheckFinished, RunEvent, RunStarted } from "../../evidence/event.ts";
import { fold } from "../../evidence/fold.ts";
import type { Run } from "../../evidence/run.ts";

export const AT = "2026-11-21T04:10:22.000Z";

/** A declared check; a test gives the parts that it is about. */
export const row = (id: string, parts: Partial<DeclaredCheck> = {}): DeclaredCheck => ({
  id,
  title: `the fact of ${id}`,
  suite: "40-kubernetes",
  why: "Because it matters.",
  serves: ["AC1"],
  restsOn: [],
  advice: `kubectl get ${id.split("/")[1]}`,
  patienceMs: 60_000,
  ...parts,
});

export const started = (rows: DeclaredCheck[], parts: Partial<RunStarted> = {}): RunEvent => ({
  event: "run-started",
  at: AT,
  schema: "assay/run/v1",
  tool: { name: "assay", version: "0.1.0" },
  backend: "live",
  cluster: {
    name: "infra",
    server: "https://10.25.11.10:6443",
    profile: "clusters/infra.yaml",
    profileDigest: "sha256:abc",
  },
  argv: ["--cluster", "infra"],
  rows,
  stories: [],
  filtered: false,
  ...parts,
});

export const judgement = (id: string, verdict: Verdict, parts: Partial<Judgement> = {}): Judgement => ({
  id,
  verdict,
  examined: 1,
  findings: [],
  unseen: [],
  remarks: [],
  troubles: [],
  ...parts,
});

export const finding = (parts: Partial<Finding> = {}): Finding => ({
  subject: "node/cp1",
  expected: "Ready=True",
  actual: "Ready=False",
  ...parts,
});

/** A finding in a checkout. */
export const placed = (parts: Partial<Finding> = {}): Finding =>
  finding({
    subject: "release/kube-system/cilium",
    expected: "version 1.18.5",
    actual: "helmfile installs 1.18.0",
    where: { file: "bootstrap/01-core.yaml", line: 5, column: 14 },
    because: "Flux upgrades it.",
    mend: "Write one version.",
    ...parts,
  });

export const finished = (
  id: string,
  verdict: Verdict,
  parts: Partial<Judgement> = {},
  rest: Partial<CheckFinished> = {},
): RunEvent => ({
  event: "row-finished",
  at: "2026-11-21T04:11:22.000Z",
  id,
  suite: "40-kubernetes",
  judgement: judgement(id, verdict, { ...(verdict === "fail" && { findings: [finding()] }), ...parts }),
  attempts: 1,
  startedAt: AT,
  tookMs: 300,
  evidence: [],
  ...rest,
});

/** What stands in a journal before and after a check that ends: `begun` opens its suite too. */
export const begun = (id: string, suite = "40-kubernetes"): RunEvent[] => [
  { event: "suite-started", at: AT, suite, title: "Kubernetes", rows: 1 },
  { event: "row-started", at: AT, id, suite, patienceMs: 60_000 },
];

/** What a source said was kept in a file. */
export const saved = (source: string, file = `observations/${source}.json`): RunEvent => ({
  event: "observations-saved",
  at: AT,
  file,
  sources: [source],
});

export const ended = (interrupted = false): RunEvent => ({
  event: "run-finished",
  at: "2026-11-21T04:14:22.000Z",
  interrupted,
});

/** The run of these events. Every failing check is its own cause, unless causes are given. */
export const runOf = (events: RunEvent[], causes?: Cause[]): Run =>
  fold(events, {
    diagnose: (judgements, catalogue) =>
      causes ??
      judgements.flatMap(({ id, verdict, findings: [evidence] }) => {
        const { title = id, advice = "" } = catalogue.find((row) => row.id === id) ?? {};
        return verdict === "fail"
          ? [{ cause: id, title, advice, consequences: [], ...(evidence && { evidence }) }]
          : [];
      }),
  });
