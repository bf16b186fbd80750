import { withProbe } from "./probe.ts";
import { LookError } from "../../trouble.ts";
import type { Source } from "../source.ts";

const INSIDE = "kubernetes.default.svc.cluster.local";
const OUTSIDE = "kubernetes.io";

/** What a pod of ours resolves, with --probes only: CoreDNS may be Ready and answer nobody. */
export const dnsProbe: Source<"dnsProbe"> = async (looking) => {
  if (!looking.options.probes) throw new LookError("off", "--probes was not given");
  return withProbe(looking, async (run) =>
    Promise.all(
      [INSIDE, OUTSIDE].map(async (name, index) => {
        const { succeeded, output } = await run(`resolve-${index}`, ["nslookup", name]);
        return { name, resolved: succeeded, detail: output };
      }),
    ),
  );
};
