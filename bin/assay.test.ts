import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { loadProfile } from "../helpers/call/profile.ts";
import { now } from "../lab/clock.ts";
import { assay, command } from "./testing/command.ts";
import { deviations } from "./prove/deviations.ts";
import { scenarioNamed } from "./scenarios.ts";
import { HEALTHY } from "../lab/scenario.ts";
import { createAuthority } from "../lab/pki.ts";
import { startLab, type Lab } from "../lab/start.ts";
import type { LabObject, World } from "../lab/world.ts";
import { SCENARIOS } from "../lab/scenarios/scenarios.ts";
import { healthyWorld } from "../lab/worlds/healthy.ts";
import type { RunEvent } from "../evidence/event.ts";
import { followedOf } from "../evidence/followed.ts";
import { readJournal } from "../evidence/journal.ts";
import type { Run } from "../evidence/run.ts";

const root = path.resolve(import.meta.dirname, "..");
const out = mkdtempSync(path.join(tmpdir(), "assay-e2e-"));
const labs: Lab[] = [];
afterAll(() => {
  for (const lab of labs) lab.dispose();
  rmSync(out, { recursive: true, force: true });
});

const { profile } = loadProfile("lab", root, ["lab"]);

const latest = (folder: string): string => path.join(folder, "lab", "latest");
const runOf = (folder: string): Run => JSON.parse(readFileSync(path.join(latest(folder), "run.json"), "utf8")) as Run;

interface Served {
  args: string[];
  lab: Lab;
}

/** Serves a world as if it were somebody's cluster: the profile by its path, everything else by flags. */
async function served(world?: (healthy: World) => World): Promise<Served> {
  const healthy = healthyWorld(profile, { now: now() });
  const faults = world ? [() => world(healthy)] : [];
  const lab = await startLab(profile, { ...HEALTHY, faults });
  labs.push(lab);
  const { kubeconfig, talosconfig, endpoint, repo = "" } = lab.options;
  const flags = ["--kubeconfig", kubeconfig, "--talosconfig", talosconfig, "--endpoint", endpoint, "--repo", repo];
  return { args: ["--cluster", "clusters/lab.yaml", ...flags], lab };
}

/** The call with these flags and values; one that it has already takes the new value. */
function instead(args: readonly string[], more: readonly string[]): string[] {
  const call = [...args];
  for (let at = 0; at < more.length; at += 2) {
    const [flag = "", value = ""] = more.slice(at, at + 2);
    const known = call.indexOf(flag);
    if (known < 0) call.push(flag, value);
    else call[known + 1] = value;
  }
  return call;
}

const withoutNode = (world: World): World => ({
  ...world,
  kubernetes: {
    ...world.kubernetes,
    objects: world.kubernetes.objects.filter(
      ({ kind, metadata }) => !(kind === "Node" && metadata.name === "lab-cp-03"),
    ),
  },
});

const isKubeSystem = ({ kind, metadata }: LabObject): boolean =>
  kind === "Namespace" && metadata.name === "kube-system";

const otherUid = (world: World): World => ({
  ...world,
  kubernetes: {
    ...world.kubernetes,
    objects: world.kubernetes.objects.map((object) =>
      isKubeSystem(object)
        ? { ...object, metadata: { ...object.metadata, uid: "11111111-2222-4333-8444-555555555555" } }
        : object,
    ),
  },
});

/** Waits until a journal below the folder holds an event. */
async function until(folder: string, event: RunEvent["event"]): Promise<string> {
  for (;;) {
    const cluster = path.join(folder, "lab");
    const [run] = existsSync(cluster) ? readdirSync(cluster).filter((name) => name !== "latest") : [];
    const journal = run && path.join(cluster, run, "journal.ndjson");
    if (journal && existsSync(journal) && readFileSync(journal, "utf8").includes(`"event":"${event}"`))
      return path.join(cluster, run);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("assay, run as a command", { timeout: 120_000 }, () => {
  test("the lab passes, and no Secret of it is in any file that the run leaves, in any form", async () => {
    const folder = path.join(out, "healthy");
    const { exit, stdout } = await assay(["--out", folder]);
    expect(stdout).toContain("SIMULATED");
    expect(exit).toBe(0);
    expect(runOf(folder).outcome).toMatchObject({ verdict: "pass", exit: 0, partial: false });
    const files = filesBelow(latest(folder));
    expect(files.length).toBeGreaterThan(50);
    const canaries = canariesOf(healthyWorld(profile, { now: now() }));
    expect(canaries.length).toBeGreaterThan(3);
    const leaks = files.filter((file) => leaksIn(file));
    expect(leaks).toEqual([]);
  });

  test("a broken cluster fails with its cause first; two runs at once do not disturb each other", async () => {
    const [broken, healthy] = [await served(withoutNode), await served()];
    const folders = [path.join(out, "broken"), path.join(out, "beside")] as const;
    const [first, second] = await Promise.all([
      assay([...broken.args, "--out", folders[0], "--patience", "0"], broken.lab.environment),
      assay([...healthy.args, "--out", folders[1], "--patience", "0"], healthy.lab.environment),
    ]);
    expect([first.exit, second.exit]).toEqual([1, 0]);
    const [cause] = runOf(folders[0]).diagnosis;
    expect(cause).toMatchObject({
      cause: "kubernetes/every-expected-node-is-ready",
      evidence: { subject: "node/lab-cp-03", actual: "none" },
    });
    expect(first.stdout).toContain("node/lab-cp-03");
    // the lab, met through somebody's kubeconfig, is a lab still
    expect(runOf(folders[1]).backend).toBe("lab");
    expect(second.stdout).toContain("SIMULATED");
  });

  test("Ctrl-C once leaves a whole report, marked as interrupted", async () => {
    const { args, lab } = await served(withoutNode);
    const folder = path.join(out, "interrupted");
    const { exit } = await assay([...args, "--out", folder], lab.environment, async (kill) => {
      await until(folder, "row-waiting");
      kill("SIGINT");
    });
    expect([1, 3]).toContain(exit);
    const run = runOf(folder);
    expect(run.outcome.interrupted).toBe(true);
    // a line a criterion; what was not reached is told as well
    const declared = readFileSync(path.join(root, "docs/criteria.md"), "utf8").match(/^\| \[/gm);
    expect(run.criteria).toHaveLength(declared?.length ?? 0);
    expect(readFileSync(path.join(latest(folder), "report.md"), "utf8")).toContain("INTERRUPTED");
  });

  test("a bootstrap is followed from before its API answers; told again from the journal, its timeline is the same", async () => {
    const folder = path.join(out, "followed");
    const { exit, stdout, stderr } = await assay(["--follow", "--suite", "budget", "--out", folder]);
    expect([exit, stderr]).toEqual([0, ""]);
    const lines = stdout.split("\n").filter((line) => line.startsWith("  … "));
    expect(lines[0]).toContain("waiting for the cluster");
    expect(stdout).toContain("  ✓ Core releases are installed");
    expect(stdout).toContain("  ✓ Everything from Git is ready");
    // some forty seconds
    expect(lines.length).toBeLessThan(20);
    const run = runOf(folder);
    const { timeline } = run;
    expect(run.scenario).toBe("bootstraps-before-your-eyes");
    expect(timeline?.phases.map(({ name, end }) => [name, end?.basis])).toContainEqual(["workloads", "observed"]);
    expect(timeline?.gaps).toEqual([]);

    const { events } = readJournal(path.join(latest(folder), "journal.ndjson"));
    const kept = JSON.parse(readFileSync(path.join(latest(folder), "observations/followed.json"), "utf8")) as object;
    expect(kept).toMatchObject({ value: followedOf(events) });
    expect((await assay(["report", latest(folder)])).exit).toBe(0);
    expect(runOf(folder).timeline).toEqual(timeline);
  });

  test("Ctrl-C while a cluster is waited for leaves a whole report; a strange cluster ends the waiting", async () => {
    const folder = path.join(out, "waited");
    const nowhere = ["--cluster", "clusters/lab.yaml", "--kubeconfig", path.join(out, "none"), "--follow"];
    const { exit } = await assay([...nowhere, "--out", folder], {}, async (kill) => {
      await until(folder, "following");
      kill("SIGINT");
    });
    expect(exit).toBe(3);
    expect(runOf(folder).outcome).toMatchObject({ interrupted: true, counts: { pass: 0, fail: 0 } });
    expect(readFileSync(path.join(latest(folder), "report.md"), "utf8")).toContain("INTERRUPTED");

    const stranger = await served((world) => ({
      ...world,
      kubernetes: {
        ...world.kubernetes,
        objects: world.kubernetes.objects.map((object) =>
          object.kind === "Node"
            ? { ...object, metadata: { ...object.metadata, name: `x-${object.metadata.name}` } }
            : object,
        ),
      },
    }));
    const strange = path.join(out, "strange");
    const refused = await assay([...stranger.args, "--follow", "--out", strange], stranger.lab.environment);
    expect(refused.exit).toBe(2);
    expect(refused.stdout).toContain("another cluster answers than the profile names");
    expect(runOf(strange).outcome).toMatchObject({ exit: 2, counts: { pass: 0 } });
  });

  test("files that the bootstrap should have written and did not: said when the waiting is over", async () => {
    const folder = path.join(out, "unwritten");
    const nowhere = ["--cluster", "clusters/lab.yaml", "--kubeconfig", path.join(out, "none"), "--follow"];
    const { exit, stdout } = await assay([...nowhere, "--follow-for", "2s", "--out", folder]);
    expect(exit).toBe(2);
    expect(stdout).toContain("no such file");
  });

  test("SIGKILL leaves a journal from which the run is told, and it is never a pass", async () => {
    const { args, lab } = await served(withoutNode);
    const folder = path.join(out, "killed");
    let journal = "";
    await assay([...args, "--out", folder], lab.environment, async (kill) => {
      journal = await until(folder, "row-waiting");
      kill("SIGKILL");
    });
    const { exit, stdout } = await assay(["report", journal]);
    expect(exit).not.toBe(0);
    expect(stdout.trim()).toBe(path.join(journal, "report.md"));
    expect(JSON.parse(readFileSync(path.join(journal, "run.json"), "utf8"))).toMatchObject({
      outcome: { interrupted: true },
    });
  });

  test("nobody answers: one look settles it for all; silent machines are asked once each", async () => {
    const mute = await served((world) => ({
      ...world,
      talos: { ...world.talos, nodes: world.talos.nodes.map((node) => ({ ...node, trouble: "silence" as const })) },
    }));
    const deaf = createServer(() => undefined);
    await new Promise<void>((resolve) => deaf.listen(0, "127.0.0.1", () => resolve()));
    const silent = `https://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
    const refused = "https://127.0.0.1:1";
    for (const [{ args, lab }, endpoint, message, fails] of [
      [await served(), refused, `${refused} refuses connections (connect ECONNREFUSED 127.0.0.1:1)`, []],
      [mute, silent, `${silent} does not answer`, ["prerequisites/talos-api-is-reachable"]],
    ] as const) {
      const folder = path.join(out, `nobody-${fails.length}`);
      const call = args.map((arg) => (arg === lab.options.endpoint ? endpoint : arg));
      const { exit, stdout } = await assay([...call, "--patience", "0", "--out", folder], lab.environment);
      const { criteria, outcome, commands } = runOf(folder);
      expect(outcome.unidentified).toContain(message);
      expect(criteria.flatMap(({ id, verdict }) => (verdict === "fail" ? [id] : []))).toEqual(fails);
      expect(exit).toBe(fails.length === 0 ? 3 : 1);
      expect(stdout.replaceAll(/\s+/g, " ")).toMatch(/! https:\S+ (refuses|does not).*: \d\d checks are not asked/);
      const notAsked = criteria.filter(({ reason = "" }) => reason.startsWith(`not asked: ${message}`));
      expect(notAsked.length).toBeGreaterThan(60);
      expect(stdout.split("\n").length).toBeLessThan(200);
      expect(commands.filter(({ killed }) => killed).length).toBe(fails.length * profile.nodes.length);
      // one look at the API server, one at the machines
      expect(criteria.reduce((sum, { tookMs }) => sum + tookMs, 0)).toBeLessThan(45_000);
    }
    deaf.close();
  });

  test("a cluster that does not say which it is, or is another one: REFUSED, exit 2, one line, nothing told of it", async () => {
    const healthy = await served();
    const forbidden = await served((world) => ({
      ...world,
      kubernetes: { ...world.kubernetes, troubles: [{ match: "", how: "status", status: 403 }] },
    }));
    const withheld = await served((world) => ({
      ...world,
      kubernetes: {
        ...world.kubernetes,
        troubles: [{ match: "GET /api/v1/namespaces/kube-system$", how: "status", status: 403 }],
      },
    }));
    const other = createAuthority("lab-kubernetes-ca").ca;
    const kubeconfig = readFileSync(healthy.lab.options.kubeconfig, "utf8");
    const CA = /certificate-authority-data: .*/;
    const files = {
      insecure: kubeconfig.replace(CA, "insecure-skip-tls-verify: true"),
      swapped: kubeconfig.replace(CA, `certificate-authority-data: ${Buffer.from(other).toString("base64")}`),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(out, name), text);
    const pinned = path.join(out, "pinned.yaml");
    const pin = "kubernetes:\n  kubeSystemUid: 00000000-0000-4000-8000-000000000000\n";
    writeFileSync(pinned, readFileSync(path.join(root, "clusters/lab.yaml"), "utf8").replace("kubernetes:\n", pin));
    const by = (name: string) => ["--kubeconfig", path.join(out, name)];
    const cases: [Served, string[], Record<string, string>, RegExp][] = [
      [forbidden, [], {}, /kube-system: GET \S+ answered 403: .*; let this identity read it/],
      [withheld, ["--suite", "flux", "--suite", "crds"], {}, /kube-system: GET \S+ answered 403: .*; let this/],
      // what it writes into a cluster, it must not write into another one
      [healthy, ["--cluster", pinned, "--only", "cilium/connectivity-test-passes"], {}, /UID .*, not UID 00000000/],
      [healthy, by("insecure"), {}, /not verified: insecure-skip-tls-verify in .*; take it out, or say in/],
      [healthy, by("swapped"), {}, /is not one that its CA vouches for: .*; fetch the kubeconfig of this cluster/],
      [healthy, [], { NODE_TLS_REJECT_UNAUTHORIZED: "0" }, /not verified: NODE_TLS_REJECT_UNAUTHORIZED=0/],
    ];
    for (const [index, [{ args, lab }, more, environment, message]] of cases.entries()) {
      const folder = path.join(out, `refused-${index}`);
      const call = [...instead(args, more.slice(0, 2)), ...more.slice(2), "--patience", "0", "--out", folder];
      const { exit, stdout } = await assay(call, { ...lab.environment, ...environment });
      const run = runOf(folder);
      expect(run.outcome.refused).toMatch(message);
      expect(run.outcome.refused).not.toContain("\n");
      expect([exit, run.outcome.exit]).toEqual([2, 2]);
      expect(stdout).toMatch(/^REFUSED(, PARTIAL)?: /m);
      const told = run.criteria.filter(({ verdict }) => verdict === "pass" || verdict === "fail");
      expect(told.filter(({ id }) => !/^(prerequisites|repository)\//.test(id))).toEqual([]);
    }
  });

  test("another cluster takes the address while the first is judged: REFUSED, though every check passed", async () => {
    const lab = await startLab(profile, { ...HEALTHY, faults: [{ fault: otherUid, fromMs: 6_000 }] });
    labs.push(lab);
    const { kubeconfig, endpoint } = lab.options;
    const steady = path.join(out, "steady.yaml");
    const text = readFileSync(path.join(root, "clusters/lab.yaml"), "utf8");
    const kubeSystem = healthyWorld(profile, { now: now() }).kubernetes.objects.find(isKubeSystem);
    // on a machine that is busy the other cluster may be there from the first
    const pin = `kubernetes:\n  kubeSystemUid: ${kubeSystem?.metadata.uid}\n`;
    writeFileSync(steady, text.replace("steadyFor: 100ms", "steadyFor: 7s").replace("kubernetes:\n", pin));
    const folder = path.join(out, "changed");
    const call = ["--cluster", steady, "--kubeconfig", kubeconfig, "--endpoint", endpoint, "--out", folder];
    const { exit, stdout } = await assay([...call, "--suite", "crds", "--suite", "workloads"], lab.environment);
    expect([exit, runOf(folder).outcome.exit]).toEqual([2, 2]);
    // lines are wrapped
    expect(stdout.replace(/\s+/g, " ")).toContain("UID 11111111-2222-4333-8444-555555555555");
  });

  test("a profile of name, version, endpoint and nodes passes nothing: PARTIAL, exit 3, with the keys to add", async () => {
    const { args, lab } = await served();
    const folder = path.join(out, "hollow");
    const hollow = path.join(out, "hollow.yaml");
    const nodes = profile.nodes.map((node) => `  - ${JSON.stringify(node)}\n`).join("");
    const kubernetes = `kubernetes: { version: v1.35.0, endpoint: "${lab.options.endpoint}" }\n`;
    writeFileSync(hollow, `name: lab\n${kubernetes}nodes:\n${nodes}workloads: { steadyFor: 100ms }\n`);
    const call = instead(args, ["--cluster", hollow, "--out", folder]);
    const { exit, stdout } = await assay(call, lab.environment);
    expect(exit).toBe(3);
    expect(stdout).toMatch(/^PARTIAL: [^:]*: add cilium,\s+flux,\s+/m);
    expect(readFileSync(path.join(latest(folder), "report.md"), "utf8")).toMatch(
      /^# PARTIAL: [^:]*: add cilium, flux, /m,
    );
    expect(readFileSync(path.join(latest(folder), "junit.xml"), "utf8")).toContain("add platform.ceph");
  });

  test("a scenario is played: its cause is told first, the rest folded under it, and nothing is waited for", async () => {
    const folder = path.join(out, "scenario");
    const { exit, stdout } = await assay(["--scenario", "cilium-managed-twice", "--out", folder]);
    expect(exit).toBe(1);
    const run = runOf(folder);
    expect(run.scenario).toBe("cilium-managed-twice");
    expect(deviations(scenarioNamed("cilium-managed-twice"), run)).toEqual([]);
    expect(run.diagnosis).toHaveLength(1);
    const consequences = run.diagnosis[0]?.consequences.length ?? 0;
    expect(consequences).toBeGreaterThan(10);
    expect(stdout).toContain(`${consequences} more checks fell with it`);
    expect(stdout).toContain("release/kube-system/cilium");
  });

  test("an unknown scenario is exit 2, with the nearest names; the lab is where they are played", async () => {
    const unknown = await assay(["--scenario", "cilium-managed-twise"]);
    expect(unknown).toMatchObject({ exit: 2, stdout: "" });
    expect(unknown.stderr).toMatch(/^assay: no scenario "cilium-managed-twise"; did you mean cilium-managed-twice, /);
    const elsewhere = await assay(["--scenario", "etcd-nospace", "--cluster", "infra"]);
    expect(elsewhere).toMatchObject({ exit: 2 });
    expect(elsewhere.stderr).toContain("--scenario plays in the lab, not on infra");
    const list = await assay(["--list-scenarios"]);
    expect(list.exit).toBe(0);
    for (const { name } of SCENARIOS) expect(list.stdout).toContain(`  ${name} `);
  });

  test.each([
    ["secrets-in-every-channel", 0],
    ["secrets-in-what-fails", 1],
  ])("%s: none is in any file that the run leaves, nor on the terminal", async (scenario, code) => {
    const folder = path.join(out, scenario);
    const { exit, stdout, stderr } = await assay(["--scenario", scenario, "--out", folder]);
    expect(exit).toBe(code);
    expect(`${stdout}${stderr}`).not.toMatch(CANARY);
    expect(filesBelow(latest(folder)).filter((file) => leaksIn(file))).toEqual([]);
  });

  test("hostile text is inert on the terminal and in every report", async () => {
    const folder = path.join(out, "hostile");
    const { exit, stdout } = await assay(["--scenario", "hostile-text", "--out", folder], { GITHUB_ACTIONS: "true" });
    expect(exit).toBe(1);
    // eslint-disable-next-line no-control-regex -- that there is none is what is tested
    const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
    expect(stdout).not.toMatch(control);
    expect(stdout).not.toMatch(/^::(error file=x|set-output)/m);
    expect(stdout.length).toBeLessThan(100_000);
    const read = (name: string) => readFileSync(path.join(latest(folder), name), "utf8");
    expect(read("report.html")).not.toContain("<script>alert");
    expect(read("report.html")).not.toContain("<img src=x");
    expect(read("report.md")).not.toMatch(control);
    expect(read("junit.xml")).not.toContain('<testcase name="forged"');
    expect(read("report.html").length).toBeLessThan(2_000_000);
  });

  test("a wrong call is a sentence and exit 2, without a stack", async () => {
    const { exit, stderr, stdout } = await assay(["--cluster", "infra", "--only", "flux/check-pases"]);
    expect(exit).toBe(2);
    expect(stderr).toBe(
      'assay: unknown check "flux/check-pases"; did you mean flux/check-passes?; --list shows them\n',
    );
    expect(stdout).toBe("");
  });

  test("what assay report is given must be a run; every script of the project says how it is used", async () => {
    for (const [folder, problem] of [
      [path.join(out, "nowhere"), "no such folder"],
      [path.join(root, "README.md"), "not a folder"],
      [root, "no journal.ndjson in it"],
    ] as const) {
      const { exit, stderr, stdout } = await assay(["report", folder]);
      expect([exit, stdout]).toEqual([2, ""]);
      expect(stderr).toBe(`assay: ${folder}: ${problem}; give the folder of a run, like reports/out/lab/latest\n`);
    }
    const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const ours = Object.values(scripts).filter((script) => script.startsWith("node "));
    expect(ours.length).toBeGreaterThan(8);
    for (const script of ours) {
      const { exit, stderr, stdout } = await command([...script.split(" ").slice(1), "--help"]);
      expect([script, exit, stderr]).toEqual([script, 0, ""]);
      expect(stdout).toMatch(/npm |node bin/);
    }
  });

  test("what a profile, a file or an address of a wrong call holds reaches the terminal inert and without secrets", async () => {
    const bad = path.join(out, "hostile.yaml");
    const lines = [
      'name: "\\e]0;pwned\\a\\e[31mRED\\n::error::injected by a profile"',
      'kubernetes: { version: v1.35.0, endpoint: "https://svc:Pr0fileS3cret99@[bad" }',
      "nodes:",
      `  - { name: a, address: 10.0.0.1, role: "ghp_${"a1B2".repeat(9)}" }`,
    ];
    writeFileSync(bad, lines.join("\n"));
    const { exit, stderr, stdout } = await assay(["--cluster", bad]);
    expect([exit, stdout]).toEqual([2, ""]);
    // eslint-disable-next-line no-control-regex -- that there is none is what is tested
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|Pr0fileS3cret99|ghp_a1B2/);
    for (const line of stderr.trimEnd().split("\n")) expect(line).toMatch(/^assay: \S+hostile\.yaml:\d+:\d+: /);
  });

  test("a --repo that is no checkout is a sentence and exit 2, before anything is judged", async () => {
    const file = path.join(out, "a-file");
    writeFileSync(file, "x");
    mkdirSync(path.join(out, "nothing-in-it"));
    for (const [name, problem] of [
      ["nowhere", "no such folder"],
      ["a-file", "not a folder"],
      ["nothing-in-it", "the folder is empty"],
    ] as const) {
      const call = ["--cluster", "infra", "--suite", "20-repository", "--repo", path.join(out, name)];
      const { exit, stderr, stdout } = await assay([...call, "--out", path.join(out, "refused")]);
      expect([exit, stdout]).toEqual([2, ""]);
      expect(stderr).toBe(
        `assay: --repo ${path.join(out, name)}: ${problem}; give the checkout of the GitOps repository\n`,
      );
    }
  });

  test("--init writes a profile from a checkout, and says what a wrong one is with exit 2", async () => {
    const { lab } = await served();
    const written = path.join(out, "written.yaml");
    const good = await assay(["--init", lab.options.repo ?? "", "--out", written]);
    expect([good.exit, good.stderr]).toEqual([0, ""]);
    expect(readFileSync(written, "utf8")).toContain("name: lab # clusters/lab\n");
    const again = await assay(["--init", lab.options.repo ?? "", "--out", written]);
    expect(again.exit).toBe(2);
    expect(again.stderr).toMatch(/written\.yaml is there already and stays as it is; .* --out -\n$/);
    const wrong = await assay(["--init", path.join(out, "nowhere")]);
    expect([wrong.exit, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toMatch(/^assay: .*nowhere: no such folder; [^\n]*\n$/);
  });

  test("--json gives the run on standard output and people's text on standard error", async () => {
    const { exit, stdout, stderr } = await assay([
      "--out",
      path.join(out, "json"),
      "--only",
      "flux/check-passes",
      "--json",
    ]);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schema: "assay/run/v1", outcome: { partial: true } });
    expect(stderr).toContain("PASS");
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => path.join(folder, file))
    .filter((file) => statSync(file).isFile());
}

const CANARY = /canary-[0-9a-f]{20}-secret/;

/** Secrets that the world carries: in Secrets, in environment values, in Helm's configuration. */
const canariesOf = (world: World): string[] => JSON.stringify(world).match(new RegExp(CANARY, "g")) ?? [];

/** Plain, in base64 at any depth, gzipped in base64. */
function leaksIn(file: string): boolean {
  const bytes = readFileSync(file);
  const text = file.endsWith(".gz") ? gunzipSync(bytes).toString() : bytes.toString();
  if (CANARY.test(text)) return true;
  return (text.match(/[A-Za-z0-9+/]{40,}={0,2}/g) ?? []).some((encoded) => {
    let inner = Buffer.from(encoded, "base64");
    for (let depth = 0; depth < 3; depth += 1) {
      if (inner[0] === 0x1f && inner[1] === 0x8b) inner = Buffer.from(gunzipSync(inner));
      const plain = inner.toString("latin1");
      if (CANARY.test(plain)) return true;
      if (!/^[A-Za-z0-9+/=\s]+$/.test(plain)) return false;
      inner = Buffer.from(plain, "base64");
    }
    return false;
  });
}
