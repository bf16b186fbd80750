import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, parseDocument } from "yaml";
import { loadProfile } from "../helpers/call/profile.ts";
import { healthyRepository } from "../lab/worlds/repository.ts";

const root = path.resolve(import.meta.dirname, "..");
const EXAMPLES = readdirSync(path.join(root, "docs/ci")).map((file) => `docs/ci/${file}`);
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

interface Step {
  id?: string;
  uses?: string;
  run?: string;
}
interface Action {
  inputs: Record<string, { description?: string; default?: string }>;
  outputs: Record<string, { description?: string; value: string }>;
  runs: { using: string; steps: Step[] };
}
const action = parse(read("action.yml")) as Action;

test.each(readdirSync(path.join(root, "docs/hooks")))("docs/hooks/%s is YAML that calls assay", (file) => {
  expect(parseDocument(read(`docs/hooks/${file}`)).errors).toEqual([]);
  expect(read(`docs/hooks/${file}`)).toContain("npx assay --cluster infra --suite 20-repository --repo .");
});

describe("action.yml and the examples for CIs", () => {
  test.each(["action.yml", ...EXAMPLES])("%s is YAML, and every action in it is pinned by a digest", (file) => {
    expect(parseDocument(read(file)).errors).toEqual([]);
    const used = [...read(file).matchAll(/^\s*-? *uses: *(\S+)/gm)].map(([, name]) => name ?? "");
    expect(used.filter((name) => !name.startsWith("./") && !/@[0-9a-f]{40}$/.test(name))).toEqual([]);
  });

  test.each(["action.yml", ...EXAMPLES])(
    "%s puts no expression into a script: it reaches it by the environment",
    (file) => {
      const scripts = [...stringsOf(parse(read(file)), ["run", "script", "commands"])];
      expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
    },
  );

  test("every input and output says what it is", () => {
    const said = [...Object.values(action.inputs), ...Object.values(action.outputs)];
    expect(said.filter(({ description }) => description === undefined)).toEqual([]);
    expect(action.runs.using).toBe("composite");
  });
});

describe("the action's own step", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "assay-action-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeAll(() => {
    for (const [file, text] of Object.entries(healthyRepository(loadProfile("lab", root, ["lab"]).profile))) {
      mkdirSync(path.dirname(path.join(folder, "k8s-ops", file)), { recursive: true });
      writeFileSync(path.join(folder, "k8s-ops", file), text);
    }
  });

  /** As the runner does it: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
  async function judge(environment: Record<string, string>): Promise<{ exit: number; stdout: string; told: string }> {
    const script = action.runs.steps.find(({ id }) => id === "judge")?.run ?? "";
    const [file, output] = [path.join(folder, "judge.sh"), path.join(folder, "output")];
    writeFileSync(file, script);
    writeFileSync(output, "");
    const own = { PATH: process.env["PATH"] ?? "", HOME: folder, GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: folder };
    const given = { ASSAY: root, REPOSITORY: "k8s-ops", CLUSTER: "", NAME: "", OUT: path.join(folder, "out") };
    const env = { ...own, ...given, GITHUB_OUTPUT: output, ...environment };
    return new Promise((resolve) => {
      const args = ["--noprofile", "--norc", "-e", "-o", "pipefail", file];
      execFile("bash", args, { cwd: folder, env }, (error, stdout) =>
        resolve({
          exit: typeof error?.code === "number" ? error.code : 0,
          stdout,
          told: readFileSync(output, "utf8"),
        }),
      );
    });
  }

  test("judges a drafted profile, and tells exit code and evidence", async () => {
    const { exit, told } = await judge({});
    expect([exit, told]).toEqual([0, `exit-code=0\nevidence=${folder}/out/lab/latest\n`]);
  }, 60_000);

  test("a finding is an annotation at its place, exit code 1, and SARIF", async () => {
    writeFileSync(path.join(folder, "k8s-ops/kubernetes/broken.yaml"), "a: [\n");
    mkdirSync(path.join(folder, "k8s-ops/assay"), { recursive: true });
    writeFileSync(path.join(folder, "k8s-ops/assay/infra.yaml"), read("clusters/lab.yaml"));
    const { exit, stdout, told } = await judge({ CLUSTER: "infra" });
    expect(exit).toBe(0);
    expect(told).toMatch(/^exit-code=1\nevidence=\S+\nsarif=\S+\/report\.sarif\n$/);
    expect(stdout).toMatch(/^::error file=k8s-ops\/kubernetes\/broken\.yaml,/m);
  }, 60_000);

  test("a cluster without a profile is never judged by an example", async () => {
    const { exit, stdout, told } = await judge({ CLUSTER: "apps" });
    expect([exit, told]).toEqual([2, ""]);
    expect(stdout).toContain("::error::the input cluster names no profile");
  });
});

describe("the nightly workflow's comment", () => {
  const { jobs } = parse(read("docs/ci/github-nightly.yml")) as {
    jobs: { judge: { steps: { with?: { script?: string } }[] } };
  };
  const script = jobs.judge.steps.flatMap((step) => step.with?.script ?? []).join("");
  const folder = mkdtempSync(path.join(tmpdir(), "assay-comment-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** As actions/github-script runs it: the body of an async function. */
  async function comments(run: object): Promise<string[]> {
    writeFileSync(path.join(folder, "run.json"), JSON.stringify(run));
    const told: string[] = [];
    await (runInNewContext(`(async () => { ${script} })()`, {
      require: () => ({ readFileSync }),
      process: { env: { EVIDENCE: folder, ISSUE: "7", CLUSTER: "infra" } },
      core: { info: () => undefined },
      context: { serverUrl: "https://github.test", repo: { owner: "ops", repo: "k8s-ops" }, runId: 42 },
      github: { rest: { issues: { createComment: (one: { body: string }) => void told.push(one.body) } } },
    }) as Promise<void>);
    return told;
  }

  const outcome = { verdict: "fail" };
  test("tells what turned, and nothing where nothing did or no run came before", async () => {
    const causes = { added: ["flux/git-source-is-ready"], gone: [] };
    expect(await comments({ outcome, since: { verdict: "pass", causes } })).toEqual([
      "**infra**: fail, was pass\n\n- causes that came: `flux/git-source-is-ready`\n- causes that went: none\n- [evidence](https://github.test/ops/k8s-ops/actions/runs/42)",
    ]);
    expect(await comments({ outcome, since: { verdict: "fail", causes: { added: [], gone: [] } } })).toEqual([]);
    expect(await comments({ outcome })).toEqual([]);
  });
});

/** The texts under these keys, wherever they stand. */
function* stringsOf(node: unknown, keys: readonly string[], under = false): Generator<string> {
  if (typeof node === "string" && under) yield node;
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node))
    yield* stringsOf(value, keys, Array.isArray(node) ? under : keys.includes(key));
}
