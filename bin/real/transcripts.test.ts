import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listsOf, transcriptsOf } from "./transcripts.ts";

let run = "";

beforeEach(() => {
  run = mkdtempSync(path.join(tmpdir(), "assay-transcripts-test-"));
  for (const folder of ["transcripts", "observations"]) mkdirSync(path.join(run, folder));
});
afterEach(() => rmSync(run, { recursive: true, force: true }));

const keep = (file: string, text: string): void => writeFileSync(path.join(run, file), text);
const node = { apiVersion: "v1", kind: "Node", metadata: { name: "node-1" }, status: { phase: "Ready" } };

test("answers are told by their call, without where and as whom it was made", () => {
  keep("observations/nodes.json", JSON.stringify({ value: [node] }));
  const call = "$ flux check -n flux-system --kubeconfig /k --context admin@one";
  keep("transcripts/1-flux.txt", `${call}\n# exit 1 after 7 ms, ended x\n# stdout\n\n# stderr\n✗ no\n`);
  keep("transcripts/2-flux.txt", `${call}\n# killed by its deadline after 7 ms, ended x\n# stdout\n\n# stderr\n\n`);
  expect(transcriptsOf(run)).toEqual({
    answers: [{ call: "flux check", exit: 1, stdout: "", stderr: "✗ no\n" }],
    names: ["admin@one", "node-1"],
  });
});

test("objects of all lists are told by their kind; what is no list of objects is none", () => {
  keep("observations/nodes.json", JSON.stringify({ value: [node] }));
  keep("observations/tools.json", JSON.stringify({ value: [{ name: "flux" }] }));
  keep("observations/pods.json", JSON.stringify({ ok: false }));
  expect(listsOf(run)).toEqual({
    "v1/Node": { form: { metadata: { name: "string" }, status: { phase: "string = Ready" } } },
  });
});
