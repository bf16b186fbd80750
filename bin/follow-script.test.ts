import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { parse } from "yaml";

const root = path.resolve(import.meta.dirname, "..");
const folder = mkdtempSync(path.join(tmpdir(), "assay-follow-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A command that is called as assay is, follows for two seconds, and tells a signal. */
const STAND_IN = `case "$*" in
  *nowhere*) echo "assay: no profile" >&2; exit 2 ;;
  *--list*) exit 0 ;;
  *--follow*)
    trap 'echo "the report is written"; exit 3' TERM
    echo "follows ($*)"
    for second in 1 2; do sleep 1; done
    exit 1 ;;
  *) echo "judges ($*)" ;;
esac
`;
writeFileSync(path.join(folder, "assay.sh"), STAND_IN);

async function follow(...words: string[]): Promise<{ exit: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env["PATH"], ASSAY: `sh ${path.join(folder, "assay.sh")}` };
  return new Promise((resolve) => {
    const args = [path.join(root, "taskfiles/follow.sh"), ...words];
    execFile("sh", args, { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ exit: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    );
  });
}

test("what follows is waited for, and its exit code is the end's", async () => {
  expect(await follow("start", "infra", "--patience", "2")).toMatchObject({ exit: 0 });
  expect(await follow("start", "infra")).toMatchObject({ exit: 2 });
  const { exit, stdout } = await follow("verify", "infra");
  expect([exit, stdout]).toEqual([1, "follows (--cluster infra --follow --patience 2)\n"]);
  expect(existsSync(path.join(folder, ".assay/.follow/infra"))).toBe(false);
}, 20_000);

test("where a step fails, what follows ends with its report; where nothing follows, stop and verify work too", async () => {
  await follow("start", "clusters/infra/assay.yaml");
  expect((await follow("stop", "clusters/infra/assay.yaml")).stdout).toContain("the report is written");
  expect(await follow("stop", "infra")).toEqual({ exit: 0, stdout: "", stderr: "" });
  expect((await follow("verify", "infra", "--probes")).stdout).toBe("judges (--cluster infra --probes)\n");
}, 20_000);

test("a wrong profile is known before the bootstrap begins; a wrong call is a sentence", async () => {
  expect(await follow("start", "nowhere")).toEqual({ exit: 2, stdout: "", stderr: "assay: no profile\n" });
  expect(await follow("verify", "")).toMatchObject({ exit: 2, stderr: expect.stringContaining("no cluster is named") });
  expect(await follow("watch", "infra")).toMatchObject({ exit: 2, stderr: expect.stringContaining('"watch" is no') });
});

test("task and just call it by the same names", () => {
  const { tasks } = parse(readFileSync(path.join(root, "taskfiles/assay.yaml"), "utf8")) as {
    tasks: Record<string, { desc?: string; requires?: object }>;
  };
  const just = readFileSync(path.join(root, "taskfiles/assay.just"), "utf8");
  const recipes = [...just.matchAll(/^(\w+) cluster/gm)].map(([, name]) => name);
  expect(Object.keys(tasks)).toEqual(recipes);
  expect(Object.values(tasks).filter(({ desc, requires }) => !desc || !requires)).toEqual([]);
});
