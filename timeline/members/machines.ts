import type { Profile } from "../../clusters/profile.ts";
import { conditionOf, inWords } from "../../observations/conditions.ts";
import { named } from "../../observations/kubernetes.ts";
import { readinessIn } from "../../observations/readiness.ts";
import type { Member } from "./member.ts";
import { firstOf } from "./readiness.ts";
import { earliest, msOf, pointAt } from "../points.ts";
import type { TimelineObserved } from "../sources.ts";
import { bootsOf } from "../start.ts";
import type { Point } from "../timeline.ts";

/** Each machine of the profile, from its boot (where Talos reports it) until it is registered as a node. */
export function machinesOf(observed: TimelineObserved, profile: Profile): Member[] {
  const boots = bootsOf(observed, profile);
  return profile.nodes.map(({ name }) => {
    const registered = registrationOf(name, observed);
    const boot = boots.find(({ node }) => node === name)?.point;
    const isOfThisBoot = boot && registered && msOf(boot) <= msOf(registered);
    return {
      name: `machine/${name}`,
      kind: "machine" as const,
      phase: latePhase(profile),
      node: name,
      ...(isOfThisBoot && { start: boot }),
      ...(registered ? { end: registered } : { ongoing: "is not registered as a node" }),
      expected: true,
      busy: [],
    };
  });
}

/**
 * Each node of the profile, from its registration until it is Ready. Where releases bring the network, this belongs to
 * the core phase, except for nodes that registered after the first release: they were late.
 */
export function nodesOf(observed: TimelineObserved, profile: Profile, firstRelease: Point | undefined): Member[] {
  const readiness = readinessIn(observed.nodes ?? [], observed.pods ?? []);
  const late = lateNodes(observed, profile, firstRelease);
  const early = profile.releases.length > 0 ? ("core" as const) : ("control-plane" as const);
  return profile.nodes.map(({ name }) => {
    const node = observed.nodes?.find(named(name));
    const ready = conditionOf(node ?? {}, "Ready");
    const start = registrationOf(name, observed);
    const before = node && firstOf(readiness.ofNode(node), `Ready of node ${name}`);
    const end =
      before ?? (ready?.status === "True" ? pointAt(ready.lastTransitionTime, `Ready of node ${name}`) : undefined);
    const phase = late.has(name) ? latePhase(profile) : early;
    return {
      name: `node/${name}`,
      kind: "node" as const,
      phase,
      node: name,
      ...(start && { start }),
      ...(end && { end }),
      ...(!end && { ongoing: node ? inWords(ready) : "is not registered" }),
      expected: true,
      // a node that became unready weeks later was busy only at these two moments
      busy: [start, before ?? pointAt(ready?.lastTransitionTime, "Ready")].flatMap((point): [number, number][] =>
        point ? [[msOf(point), msOf(point)]] : [],
      ),
    };
  });
}

/** The nodes that joined after the first release had begun. */
export function lateNodes(observed: TimelineObserved, profile: Profile, firstRelease: Point | undefined): Set<string> {
  if (!firstRelease) return new Set();
  return new Set(
    profile.nodes
      .map(({ name }) => name)
      .filter((name) => {
        const registered = registrationOf(name, observed);
        return registered !== undefined && msOf(registered) > msOf(firstRelease);
      }),
  );
}

export const latePhase = ({ talos }: Profile): "machines" | "control-plane" => (talos ? "machines" : "control-plane");

/** When etcd first ran, before the API server came up: then `talosctl bootstrap` had been called. */
export function etcdRan({ talosServices }: TimelineObserved, before: Point | undefined): Point | undefined {
  if (!before) return undefined;
  const points = (talosServices ?? []).flatMap(({ node, look }) => {
    const etcd = look.ok ? look.value?.find(({ metadata }) => metadata?.id === "etcd") : undefined;
    return [pointAt(etcd?.metadata.created, `start of etcd on ${node}`)];
  });
  return earliest(points.filter((point) => point !== undefined && msOf(point) <= msOf(before)));
}

const registrationOf = (name: string, { nodes }: TimelineObserved): Point | undefined =>
  pointAt(nodes?.find(named(name))?.metadata?.creationTimestamp, `registration of node ${name}`);
