import { stripVTControlCharacters } from "node:util";
import { cut } from "../../../observations/kubernetes.ts";
import type { KubernetesObject } from "../../../observations/objects.ts";
import type { Api } from "../../kube/api.ts";
import { SourceError, troubleOf } from "../../trouble.ts";
import { answered, kubeFlags } from "./asked.ts";
import type { Source, SourceContext } from "../source.ts";

const MARGIN_MS = 60_000;

/**
 * `cilium connectivity test`: opt-in, because it makes namespaces `cilium-test-*` and pods in them. A test pattern that
 * matches nothing exits 0 with "All 0 tests", so the numbers are kept. What it made is removed afterwards; namespaces
 * that were there before are somebody else's test, and stay.
 */
export const ciliumConnectivity: Source<"ciliumConnectivity"> = async (context) => {
  const { profile, options, commands, signal, api } = context;
  const settings = profile.cilium?.connectivity;
  const scope = options.connectivity ?? settings?.scope ?? "off";
  if (!settings || scope === "off")
    throw new SourceError("off", "the connectivity test is off; --connectivity full runs it");
  const others = await testNamespaces(api);
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
  const leftover = await cleanedUp(context, others);
  return {
    ...{ scope, exit, killed, ...parseConnectivity(stdout, stderr), transcript },
    ...(leftover !== undefined && { leftover }),
  };
};

/** The namespaces of connectivity tests that are there now, or why nobody knows. */
async function testNamespaces(api: Api): Promise<string[] | { unknown: string }> {
  let namespaces: KubernetesObject[];
  try {
    namespaces = (await api.list({ group: "", resource: "namespaces" }, { metadataOnly: true })) as KubernetesObject[];
  } catch (error) {
    return { unknown: troubleOf(error).message };
  }
  return namespaces.map(({ metadata }) => metadata?.name ?? "").filter((name) => /^cilium-test-(ccnp)?\d*$/.test(name));
}

const CLEANUP_MS = 120_000;

/** Removes what the test made; in words what was left, and why. An interrupted run leaves it. */
async function cleanedUp(
  context: SourceContext,
  others: readonly string[] | { unknown: string },
): Promise<string | undefined> {
  if ("unknown" in others)
    return `what was there before the test is not known (${others.unknown}): nothing was removed`;
  if (others.length > 0)
    return `${others.join(", ")} ${others.length === 1 ? "was" : "were"} there before the test: nothing was removed`;
  try {
    const argv = ["cilium", "connectivity", "test", "--cleanup", ...kubeFlags(context)] as const;
    await answered(context, argv, CLEANUP_MS);
    return undefined;
  } catch (error) {
    return `what the test made is still there (${troubleOf(error).message}); remove it by cilium connectivity test --cleanup`;
  }
}

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
