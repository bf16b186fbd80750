import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import type { Run } from "../../evidence/run.ts";
import { root } from "../project.ts";

/** A judgement of the whole cluster, once and without patience, by the command that operators use. */
export async function judged(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Run> {
  const out = mkdtempSync(path.join(tmpdir(), "assay-real-"));
  const argv = [...args, "--patience", "0", "--connectivity", "off", "--out", out, "--json"];
  try {
    const { stdout, stderr } = await execa(process.execPath, [path.join(root, "bin/assay.mjs"), ...argv], {
      reject: false,
      timeout: LONGEST_MS,
      cancelSignal: signal,
      env: environment,
      maxBuffer: MOST_BYTES,
      detached: true,
    });
    if (stdout === "") throw new Error(`assay told nothing: ${stderr.trim().split("\n").at(-1) ?? ""}`);
    return JSON.parse(stdout) as Run;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const LONGEST_MS = 300_000;
const MOST_BYTES = 64 * 1024 * 1024;
