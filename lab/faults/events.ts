import type { Fault } from "../scenario.ts";
import { add, ago, all, findObject, type Named } from "./objects.ts";
import { podsOf } from "./workloads.ts";

interface Warned {
  reason: string;
  message: string;
  /** How often; 1 unless said. */
  count?: number;
  /** Seconds since the last time; 30 unless said. */
  agoSeconds?: number;
  /** The container that it is about. */
  container?: string;
}

/** A Warning event of an object that the world holds, as its controller or kubelet writes it. */
export const warned =
  (kind: string, named: Named, warning: Warned): Fault =>
  (world) => {
    const { metadata, apiVersion } = findObject(world, kind, named);
    return warnedOf({ kind, apiVersion, ...of(metadata) }, warning)(world);
  };

/** Of any object, also of one that is no more. */
export const warnedOf =
  (
    about: { kind: string; namespace?: string; name: string; uid?: string; apiVersion?: string },
    { reason, message, count = 1, agoSeconds = 30, container }: Warned,
  ): Fault =>
  (world) =>
    add({
      ...{ apiVersion: "v1", kind: "Event", type: "Warning", reason, message, count, eventTime: null },
      metadata: { name: `${about.name}.${reason.toLowerCase()}`, namespace: about.namespace ?? "default" },
      involvedObject: { ...about, ...(container !== undefined && { fieldPath: `spec.containers{${container}}` }) },
      firstTimestamp: ago(world, agoSeconds + 60 * count),
      lastTimestamp: ago(world, agoSeconds),
      source: { component: "lab" },
    })(world);

/** A warning of each pod of a Deployment. */
export const podsWarned =
  (deployment: string, warning: Warned): Fault =>
  (world) =>
    all(
      ...podsOf(world, "Deployment", deployment).map(({ metadata }) =>
        warned("Pod", `${metadata.namespace}/${metadata.name}`, warning),
      ),
    )(world);

function of(metadata: { name: string; namespace?: string }) {
  const { uid } = metadata as { uid?: string };
  const { name, namespace } = metadata;
  return { name, ...(namespace !== undefined && { namespace }), ...(uid !== undefined && { uid }) };
}
