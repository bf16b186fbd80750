import { kindOf } from "../../observations/by-nature.ts";
import type { ServedObject } from "../../observations/everything.ts";

/** A lease by which one of several copies of a controller leads, and that nobody renewed for too long. */
export interface SilentLease {
  object: ServedObject;
  holder: string;
  /** RFC 3339. */
  renewed: string;
  /** Nobody is left that could renew it: its controller was taken away, and the lease stayed. */
  abandoned: boolean;
}

/**
 * Leases of leaders that went silent. Left out are those that say something else: of nodes (kubelets), of API servers
 * (their identity), of addresses (Cilium's L2 announcements), and those that were given up.
 * https://kubernetes.io/docs/concepts/architecture/leases/
 */
export function silentLeases(objects: readonly ServedObject[], at: (object: ServedObject) => Date): SilentLease[] {
  const workers = namesOfWorkers(objects);
  return leaderLeases(objects).flatMap((object): SilentLease[] => {
    const { renewTime: renewed, leaseDurationSeconds: seconds = 15, holderIdentity: holder } = object.spec ?? {};
    if (typeof renewed !== "string" || typeof holder !== "string" || holder === "") return [];
    const silence = at(object).getTime() - Date.parse(renewed);
    if (!(silence > Math.max(QUIET_MS, 4 * Number(seconds) * 1000))) return [];
    return [{ object, holder, renewed, abandoned: isAbandoned(object, holder, workers) }];
  });
}

export const leaderLeases = (objects: readonly ServedObject[]): ServedObject[] =>
  objects.filter(
    (object) =>
      kindOf(object) === "Lease.coordination.k8s.io" &&
      object.metadata.namespace !== "kube-node-lease" &&
      object.metadata.labels?.["apiserver.kubernetes.io/identity"] === undefined &&
      !/^(apiserver-|cilium-l2announce-)/.test(object.metadata.name ?? ""),
  );

/** A leader renews every few seconds; a control plane that hangs for a moment is not yet silent. */
const QUIET_MS = 120_000;

/** client-go's identities are `<pod>_<uuid>`; a pod of a workload has its name and a suffix of one or two parts. */
function isAbandoned({ metadata }: ServedObject, holder: string, workers: ReadonlySet<string>): boolean {
  const pod = holder.split("_")[0] ?? "";
  if (!/-[a-z0-9]{5}$|-\d+$/.test(pod)) return false;
  const parts = pod.split("-");
  return ![0, 1, 2].some((suffix) =>
    workers.has(`${metadata.namespace}/${parts.slice(0, parts.length - suffix).join("-")}`),
  );
}

const WORKERS = new Set(["Deployment.apps", "StatefulSet.apps", "DaemonSet.apps", "ReplicaSet.apps", "Pod"]);

const namesOfWorkers = (objects: readonly ServedObject[]): ReadonlySet<string> =>
  new Set(
    objects
      .filter((object) => WORKERS.has(kindOf(object)))
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
  );
