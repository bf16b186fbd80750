import { criterion, together, type Examination, type Finding } from "../criterion.ts";
import { establishedAt, namedBy } from "../derive/crds.ts";
import { newestOf, releaseSubject, withoutReleases, type Release } from "../derive/releases.ts";
import { readyBy, SECOND_MS, type ReadySeen } from "../derive/ready-by.ts";
import type { CustomResourceDefinition } from "../../observations/objects.ts";

/**
 * Helm's first_deployed is the start of the first installation by the client's clock, in nanoseconds, and every later
 * revision carries it. Readiness is proven only by pods that were there before the next release came: one that was
 * made later says nothing of that day. Asked is what `helm --wait` promises, not more, and of the workloads that which
 * the next release needs: Hubble's relay waits for DNS itself.
 */
export default criterion({
  id: "components/were-installed-in-order",
  title: "CRDs came first, and the releases one after another in the profile's order, each ready before the next",
  fails: "Installed in the wrong order",
  why: "Pods that were started before their network, names or certificates come up wrong, or by luck.",
  serves: ["AC3", "S3"],
  needs: ["helmReleases", "pods", "nodes", "deployments", "daemonSets", "customResourceDefinitions"],
  restsOn: ["components/releases-are-deployed", "crds/required-are-established", "crds/came-before-their-users"],
  advice: "look at the timeline in report.md; `needs` and `wait: true` in helmfile give the order",

  irrelevant: (profile) =>
    withoutReleases(profile) ?? (profile.releases.length > 1 ? undefined : "one release has no order"),

  examine({ helmReleases, customResourceDefinitions, ...seen }, { profile }) {
    const startOf = (release: Release): string | undefined => {
      const start = newestOf(release, helmReleases)?.details?.firstDeployed ?? "";
      return Number.isNaN(Date.parse(start)) ? undefined : start;
    };
    const steps = stepsOf(profile.releases);
    return together(
      ...steps.flatMap((step, index) =>
        step.flatMap((later) => {
          const start = startOf(later);
          if (start === undefined) return [unknown(releaseSubject(later), "when it was first deployed is not known")];
          const pairs = (steps[index - 1] ?? []).flatMap((earlier) => {
            const before = startOf(earlier);
            return before === undefined ? [] : [inTurn({ earlier, before, later, start }, seen)];
          });
          return [...crdsBefore(later, start, customResourceDefinitions), ...pairs];
        }),
      ),
    );
  },
});

/** Releases of one phase that stand side by side are one step: each comes after every one of the step before. */
function stepsOf(releases: readonly Release[]): Release[][] {
  const steps: Release[][] = [];
  for (const release of releases) {
    const step = steps.at(-1);
    if (step && release.phase !== undefined && step[0]?.phase === release.phase) step.push(release);
    else steps.push([release]);
  }
  return steps;
}

function crdsBefore(release: Release, start: string, crds: readonly CustomResourceDefinition[]): Examination[] {
  const subject = releaseSubject(release);
  return release.crds.flatMap((pattern) => {
    const needed = crds.filter(({ metadata }) => namedBy(pattern, metadata?.name ?? ""));
    if (needed.length === 0) return [unknown(subject, `no CRD ${pattern} that it needs is there`)];
    return needed.map((crd) => {
      const name = crd.metadata?.name ?? "";
      const at = establishedAt(crd);
      const lag = Date.parse(at ?? "") - Date.parse(start);
      if (Number.isNaN(lag)) return unknown(`customresourcedefinition/${name}`, "when it was established is not known");
      return compared(lag, {
        finding: {
          subject: `customresourcedefinition/${name}`,
          expected: `established before ${subject} was first deployed (${start})`,
          actual: `established ${at}`,
          since: at,
          hopeless: true,
        },
        remark: `${name} was established and ${subject} was deployed within a second`,
      });
    });
  });
}

function inTurn(
  { earlier, before, later, start }: { earlier: Release; before: string; later: Release; start: string },
  seen: ReadySeen,
): Examination {
  const [name, subject] = [releaseSubject(earlier), releaseSubject(later)];
  if (Date.parse(start) < Date.parse(before))
    return { examined: 1, findings: [late(subject, `first deployed after ${name} (${before})`, start)] };
  const asked = earlier.workloads.map((workload) => ({
    why: workload.neededLater,
    by: readyBy({ ...workload, namespace: workload.namespace ?? earlier.namespace }, Date.parse(start), seen),
    of: `${workload.kind.toLowerCase()}/${workload.namespace ?? earlier.namespace}/${workload.name}`,
  }));
  const remarks = asked.flatMap(({ why, by, of }) =>
    why !== undefined && by.how === "late" ? [`${of} was ready after ${subject} was begun, and may be: ${why}`] : [],
  );
  const needed = asked.flatMap(({ why, by }) => (why === undefined ? [by] : []));
  const [last] = needed.flatMap((by) => (by.how === "unknown" ? [] : [by])).toSorted((a, b) => b.at - a.at);
  const unknown = needed.flatMap((by) => (by.how === "unknown" ? [by.why] : []));
  if (last === undefined || (last.how === "ready" && unknown.length > 0))
    remarks.push(
      `${name}: that it was ready before ${subject} is not proven${unknown.length > 0 ? `: ${unknown.join("; ")}` : ""}`,
    );
  if (last === undefined) return { examined: 1, findings: [], remarks };
  const at = new Date(last.at).toISOString();
  const order = compared(last.at - Date.parse(start), {
    finding: late(subject, `first deployed after ${name} was ready (${at}, pod ${last.pod})`, start),
    remark: `${name} was ready and ${subject} was deployed within a second`,
  });
  return { ...order, remarks: [...(order.remarks ?? []), ...remarks] };
}

/** The API's times have whole seconds: what lies within one has no order. */
function compared(lagMs: number, { finding, remark }: { finding: Finding; remark: string }): Examination {
  if (lagMs >= SECOND_MS) return { examined: 1, findings: [finding] };
  return { examined: 1, findings: [], remarks: lagMs > -SECOND_MS ? [remark] : [] };
}

const late = (subject: string, expected: string, start: string): Finding => ({
  subject,
  expected,
  actual: `first deployed ${start}`,
  since: start,
  hopeless: true,
});

const unknown = (subject: string, reason: string): Examination => ({
  examined: 0,
  findings: [],
  unseen: [{ subject, reason }],
});
