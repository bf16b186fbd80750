import { criterion, each, together, type Finding } from "../criterion.ts";
import { reasonToPend, unbound } from "../derive/claims.ts";
import { notRolledOut, ROLLOUT_REASONS } from "../derive/rollout.ts";
import { named } from "../../observations/kubernetes.ts";
import type { StorageClass } from "../../observations/objects.ts";

export default criterion({
  id: "platform/storage-is-ready",
  title: "The profile's storage classes exist, their provisioners run, and every claim on them is bound",
  fails: "Storage is not ready",
  why: "Without storage everything that keeps state waits.",
  serves: ["S0", "S3"],
  needs: ["storageClasses", "persistentVolumeClaims", "deployments", "daemonSets", "statefulSets"],
  wants: ROLLOUT_REASONS,
  restsOn: ["flux/everything-is-reconciled", "platform/ceph-is-healthy"],
  advice: "kubectl -n <namespace> describe <kind> <name>; kubectl get storageclass; kubectl get pvc -A",

  irrelevant: ({ platform }) => (platform.storage ? undefined : "the profile has no storage"),

  examine({ storageClasses, persistentVolumeClaims, pods, warnings, ...workloads }, { profile, now }) {
    const { storage } = profile.platform;
    if (!storage) return { examined: 0, findings: [] };
    const claims = persistentVolumeClaims.filter(
      (claim) =>
        storage.classes.includes(classOf(claim.spec?.storageClassName, storage.default)) &&
        reasonToPend(claim, profile) === undefined,
    );
    return together(
      each(storage.classes, (name) => missingClass(name, storageClasses)),
      each(storage.default === undefined ? [] : [storage.default], (name) => notDefault(name, storageClasses)),
      each(storage.provisioners, (ref) => notRolledOut(ref, workloads, { pods, warnings, now })),
      each(claims, (claim) => unbound(claim, { warnings, now })),
    );
  },
});

/** A claim without a class takes the default; the empty name asks for none. */
const classOf = (name: string | undefined, fallback = ""): string => name ?? fallback;

function missingClass(name: string, classes: readonly StorageClass[]): Finding | undefined {
  if (classes.some(named(name))) return undefined;
  return { subject: `storageclass/${name}`, expected: "a StorageClass", actual: "none" };
}

/** Of several defaults the newest is taken. https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass */
function notDefault(name: string, classes: readonly StorageClass[]): Finding | undefined {
  const defaults = classes
    .filter(({ metadata }) => metadata?.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true")
    .map(({ metadata }) => metadata?.name);
  if (defaults.length === 1 && defaults[0] === name) return undefined;
  const actual = defaults.length > 0 ? `default: ${defaults.join(", ")}` : "no default";
  return { subject: `storageclass/${name}`, expected: "the one default class", actual };
}
