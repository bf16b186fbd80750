import { kubeFlags, patient } from "./asked.ts";
import type { Seen, Source } from "../source.ts";

const DEADLINE_MS = 90_000;
/** `flux check` waits so long for each controller, one after the other. */
const EACH_MS = 60_000;
/** Where the API says already that one is not ready. */
const NOT_READY_S = 10;

/**
 * `flux check`, read line by line, because it exits 0 for a user who may list neither controllers nor CRDs. It prints
 * everything on stderr.
 */
export const fluxCheck: Source<"fluxCheck"> = async (context, seen) => {
  const { profile, commands, signal, options } = context;
  const namespace = profile.flux?.namespace ?? "flux-system";
  const isWaitingInVain = await someControllerIsNotReady(namespace, seen);
  const seconds = isWaitingInVain ? NOT_READY_S : Math.ceil(patient(EACH_MS, options.patience) / 1000);
  const { exit, killed, stderr, transcript } = await commands.run(
    ["flux", "check", "-n", namespace, "--timeout", `${seconds}s`, ...kubeFlags(context)],
    { deadlineMs: DEADLINE_MS, signal },
  );
  return { exit, killed, ...parseFluxCheck(stderr), transcript };
};

async function someControllerIsNotReady(namespace: string, seen: Seen): Promise<boolean> {
  const look = await seen.lately("deployments");
  if (!look?.ok) return false;
  return look.value.some(
    ({ metadata, spec, status }) =>
      metadata?.namespace === namespace && (status?.readyReplicas ?? 0) < (spec?.replicas ?? 1),
  );
}

interface Parsed {
  controllers: { name: string; ready: boolean; detail: string; image?: string }[];
  crds: string[];
  passedLine: boolean;
  failures: string[];
}

/** A line like `✗ flux 2.7.5 <2.9.4 (new CLI version is available…)` is advice and no failure. */
export function parseFluxCheck(stderr: string): Parsed {
  const parsed: Parsed = { controllers: [], crds: [], passedLine: false, failures: [] };
  let section = "";
  for (const line of stderr.split("\n").map((text) => text.trim())) {
    const mark = line[0];
    const text = line.slice(1).trim();
    if (mark === "►") {
      const controller = parsed.controllers.at(-1);
      if (text.startsWith("checking ")) section = text;
      else if (section === "checking controllers" && controller && controller.image === undefined)
        controller.image = text;
    } else if (mark === "✔" || mark === "✗") {
      const deployment = /^(\S+): (deployment .*)$/.exec(text);
      if (section === "checking controllers" && deployment) {
        parsed.controllers.push({
          name: deployment[1] ?? "",
          ready: mark === "✔" && deployment[2] === "deployment ready",
          detail: deployment[2] ?? "",
        });
      } else if (section === "checking crds" && mark === "✔" && text.includes("/")) parsed.crds.push(text);
      if (mark === "✔" && text === "all checks passed") parsed.passedLine = true;
      if (mark === "✗" && text !== "check failed" && !text.includes("new CLI version is available"))
        parsed.failures.push(text);
    }
  }
  return parsed;
}
