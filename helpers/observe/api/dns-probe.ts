import { withProbe } from "./probe.ts";
import { SourceError } from "../../trouble.ts";
import type { Source } from "../source.ts";

const INSIDE = "kubernetes.default.svc.cluster.local";
const OUTSIDE = "kubernetes.io";

/** Resolves names in a pod of assay, with --probes only: CoreDNS may be Ready and still answer nobody. */
export const dnsProbe: Source<"dnsProbe"> = async (context) => {
  if (!context.options.probes) throw new SourceError("off", "--probes was not given");
  return withProbe(context, async (run) =>
    Promise.all(
      [INSIDE, OUTSIDE].map(async (name, index) => {
        const { succeeded, output } = await run(`resolve-${index}`, ["nslookup", name]);
        return { name, resolved: succeeded, detail: output };
      }),
    ),
  );
};
