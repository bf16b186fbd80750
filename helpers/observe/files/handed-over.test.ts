import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import { handOver, takeOver } from "./handed-over.ts";
import { readCheckout } from "./repository.ts";

const root = mkdtempSync(path.join(tmpdir(), "assay-handed-"));
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a checkout is handed over whole, to whoever asks for the same folder, once", async () => {
  writeFileSync(path.join(root, "a.yaml"), "a: { patch: 'kind: X' }\nb: [1, 2]\n");
  const checkout = await readCheckout(root);
  handOver(checkout);
  expect(takeOver("elsewhere")).toBeUndefined();
  const taken = takeOver(root);
  expect(taken).toEqual(checkout);
  expect(taken?.files[0]?.documents[0]?.positions).toMatchObject({ "/a/patch": [1, 6], "/b/1": [2, 8] });
  expect(takeOver(root)).toBeUndefined();
  handOver(checkout);
  const worker = new Worker(
    'const { getEnvironmentData, parentPort } = require("node:worker_threads"); parentPort.postMessage(getEnvironmentData("assay: the checkout that was drafted from").root);',
    { eval: true },
  );
  expect(await new Promise((resolve) => void worker.once("message", resolve))).toBe(root);
  await worker.terminate();
});
