import type { Finding } from "../criterion.ts";
import { readyEndpoints, type Slices } from "./endpoints.ts";
import { inWords } from "./held-objects.ts";
import { conditionOf } from "../../observations/conditions.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { Pod, Service } from "../../observations/objects.ts";

/**
 * Services without a ready endpoint, by what their selectors match. Only ready pods make one wrong: charts make Services
 * for parts that are switched off or scaled to none, and for a leader or a replica that a small cluster has not; and
 * where no pod is ready, that is the pods' trouble.
 */
export function idleServices(
  services: readonly Service[],
  slices: Slices,
  pods: readonly Pod[],
): { findings: Finding[]; remarks: string[] } {
  const idle = services
    .filter(({ spec }) => Object.keys(spec?.selector ?? {}).length > 0 && spec?.type !== "ExternalName")
    .filter(({ metadata }) => readyEndpoints(slices.get(`${metadata?.namespace}/${metadata?.name}`) ?? []).length === 0)
    .map((service) => ({ service, matched: pods.filter((pod) => selects(service, pod)) }));
  const empty = idle.filter(({ matched }) => matched.length === 0).map(({ service }) => subjectOf("service", service));
  return {
    findings: idle.flatMap(({ service, matched }) => {
      const ready = matched.filter(isReady).length;
      if (ready === 0) return [];
      const expected = `a ready endpoint: its selector matches ${ready} ready pod${ready === 1 ? "" : "s"}`;
      return [{ subject: subjectOf("service", service), expected, actual: "none" }];
    }),
    remarks: empty.length === 0 ? [] : [`no pod is matched by the selector of ${inWords(empty, MOST_NAMED)}`],
  };
}

const MOST_NAMED = 8;

const selects = ({ metadata, spec }: Service, pod: Pod): boolean =>
  pod.metadata?.namespace === metadata?.namespace &&
  Object.entries(spec?.selector ?? {}).every(([key, value]) => pod.metadata?.labels?.[key] === value);

const isReady = (pod: Pod): boolean =>
  pod.metadata?.deletionTimestamp === undefined && conditionOf(pod, "Ready")?.status === "True";
