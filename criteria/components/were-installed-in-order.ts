import { criterion, together, type Examination, type Finding } from "../criterion.ts";
import { establishedAt, namedBy } from "../derive/crds.ts";
import { newestOf, releaseSubject, withoutReleases, type Release } from "../derive/releases.ts";
import { ownerOf } from "../../observations/pods.ts";
import { conditionOf } from "../../observations/conditions.ts";
import type { CustomResourceDefinition, Pod } from "../../observations/objects.ts";

const SECOND_MS = 1000;

/**
 * Helm's first_deployed is the start of the first installation by the client's clock, in nanoseconds, and every later
 * revision carries it. Readiness is proven only by pods that were there before the next release came: one that was
 * made later says nothing of that day.
 */
export default criterion({
  id: "components/were-installed-in-order",
  title: "CRDs came first, and the releases one after another in the profile's order, each ready before the next",
  fails: "Installed in the wrong order",
  why: "Pods that were started before their network, names or certificates come up wrong, or by luck.",
  serves: ["AC3", "S3"],
  needs: ["helmReleases", "pods", "customResourceDefinitions"],
  restsOn: ["components/releases-are-deployed", "crds/required-are-established", "crds/came-before-their-users"],
  advice: "look at the timeline in report.md; `needs` and `wait: true` in helmfile give the order",

  irrelevant: (profile) =>
    withoutReleases(profile) ?? (profile.releases.length > 1 ? undefined : "one release has no order"),

  examine({ helmReleases, pods, customResourceDefinitions }, { profile }) {
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
            return before === undefined ? [] : [inTurn({ earlier, before, later, start }, pods)];
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
  pods: readonly Pod[],
): Examination {
  const [name, subject] = [releaseSubject(earlier), releaseSubject(later)];
  if (Date.parse(start) < Date.parse(before))
    return { examined: 1, findings: [late(subject, `first deployed after ${name} (${before})`, start)] };
  const ready = readyBefore(earlier, pods, start);
  if (ready === undefined) {
    const remark = `${name}: none of its pods is as old as ${subject}, so that it was ready before is not proven`;
    return { examined: 1, findings: [], remarks: [remark] };
  }
  const at = new Date(ready.at).toISOString();
  return compared(ready.at - Date.parse(start), {
    finding: late(subject, `first deployed after ${name} was ready (${at}, pod ${ready.pod})`, start),
    remark: `${name} was ready and ${subject} was deployed within a second`,
  });
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

/** The last readiness among pods of a release that were made before a moment, if any is left. */
function readyBefore(release: Release, pods: readonly Pod[], moment: string): { at: number; pod: string } | undefined {
  const owners = new Set(
    release.workloads.map(
      ({ kind, namespace, name }) => `${kind.toLowerCase()}/${namespace ?? release.namespace}/${name}`,
    ),
  );
  const times = pods
    .filter(
      (pod) => owners.has(ownerOf(pod)) && Date.parse(pod.metadata?.creationTimestamp ?? "") <= Date.parse(moment),
    )
    // a container that restarted since has another Ready time than its first
    .filter(({ status }) => (status?.containerStatuses ?? []).every(({ restartCount = 0 }) => restartCount === 0))
    .flatMap((pod) => {
      const ready = conditionOf(pod, "Ready");
      const at = Date.parse(ready?.lastTransitionTime ?? "");
      return ready?.status === "True" && !Number.isNaN(at) ? [{ at, pod: pod.metadata?.name ?? "" }] : [];
    });
  return times.toSorted((a, b) => b.at - a.at)[0];
}
