import { stripVTControlCharacters } from "node:util";
import { cut } from "../../../observations/kubernetes.ts";
import { SourceError } from "../../trouble.ts";
import { kubeFlags } from "./asked.ts";
import type { Source } from "../source.ts";

const MARGIN_MS = 60_000;

/**
 * `cilium connectivity test`: opt-in, because it makes namespaces `cilium-test-*` and pods in them. A test pattern that
 * matches nothing exits 0 with "All 0 tests", so the numbers are kept.
 */
export const ciliumConnectivity: Source<"ciliumConnectivity"> = async (context) => {
  const { profile, options, commands, signal } = context;
  const settings = profile.cilium?.connectivity;
  const scope = options.connectivity ?? settings?.scope ?? "off";
  if (!settings || scope === "off")
    throw new SourceError("off", "the connectivity test is off; --connectivity full runs it");
  const timeout = `${Math.ceil(settings.timeout / 1000)}s`;
  const { exit, killed, stdout, stderr, transcript } = await commands.run(
    [
      ...(["cilium", "connectivity", "test", "--timeout", timeout] as const),
      ...(scope === "smoke" ? ["--test", settings.smoke.map((name) => `^${name}$|^${name}/`).join(",")] : []),
      ...["--namespace-labels", "pod-security.kubernetes.io/enforce=privileged"],
      ...settings.arguments,
      ...kubeFlags(context),
    ],
    { deadlineMs: settings.timeout + MARGIN_MS, signal },
  );
  return { scope, exit, killed, ...parseConnectivity(stdout, stderr), transcript };
};

const PASSED = /✅ \[([^\]]+)\] All (\d+) tests \((\d+) actions\) successful, (\d+) tests skipped/g;
const BEGUN = /^\[=\] \[[^\]]+\] Test \[/gm;
const FAILED = /❌ (\d+)\/(\d+) tests failed \(\d+\/(\d+) actions\), (\d+) tests skipped/g;

interface Parsed {
  summaries: { namespace: string; run: number; failed: number; actions: number; skipped: number }[];
  failedTests: string[];
  begun: number;
  error: string;
}

export function parseConnectivity(stdout: string, stderr: string): Parsed {
  // the CLI colours without being asked
  const text = stripVTControlCharacters(stdout);
  const passed = [...text.matchAll(PASSED)].map(([, namespace = "", run, actions, skipped]) => ({
    namespace,
    run: Number(run),
    failed: 0,
    actions: Number(actions),
    skipped: Number(skipped),
  }));
  const report = /📋 Test Report \[([^\]]+)\]/.exec(text)?.[1] ?? "";
  const failed = [...text.matchAll(FAILED)].map(([, count, run, actions, skipped]) => ({
    namespace: report,
    run: Number(run),
    failed: Number(count),
    actions: Number(actions),
    skipped: Number(skipped),
  }));
  const failedTests = [...text.matchAll(/^Test \[([^\]]+)\]:/gm)].map(([, name = ""]) => name);
  const begun = [...text.matchAll(BEGUN)].length;
  const [error = ""] = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return { summaries: [...passed, ...failed], failedTests, begun, error: cut(error, 500) };
}
