import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { parseProfile, problemInWords } from "../../clusters/parse.ts";
import type { Profile } from "../../clusters/profile.ts";
import { UsageError } from "../../helpers/call/usage-error.ts";
import { faultsOfCilium } from "./faults/cilium.ts";
import { faultsOfFlux } from "./faults/flux.ts";
import type { Fault } from "./fault.ts";

/** A profile for many judgements: the one in `source` with a shorter steady window, written to `folder`. */
export function profileForMany(source: string, folder: string): { file: string; profile: Profile } {
  const text = readFileSync(source, "utf8");
  const { profile, problems } = parseProfile(text, source);
  const [problem] = problems ?? [];
  if (problem) throw new UsageError(problemInWords(problem));
  const raw = parse(text) as { workloads?: object };
  const file = path.join(folder, path.basename(source));
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, stringify({ ...raw, workloads: { ...raw.workloads, steadyFor: "5s" } }));
  return { file, profile: profile as Profile };
}

/** The faults of what a profile says that the cluster has: Cilium, Flux. */
export function faultsOfSystems({ cilium, flux }: Profile): Fault[] {
  const { ref, secret } = flux?.source ?? {};
  return [
    ...(flux && ref !== undefined
      ? faultsOfFlux({ namespace: flux.namespace, ref, ...(secret !== undefined && { deployKey: secret }) })
      : []),
    ...(cilium ? faultsOfCilium(cilium.clusterId) : []),
  ];
}
