import { inWords as durationInWords } from "../../clusters/notation/duration.ts";
import { criterion } from "../criterion.ts";
import { grouped, momentsOf, notSeen, servedSubject, type Trouble } from "../derive/everything.ts";
import { judgedElsewhere } from "../derive/judged-elsewhere.ts";
import { leaderLeases, silentLeases, type SilentLease } from "../derive/leases.ts";
import { lastLook, toleratedMs } from "../derive/looks.ts";
import { kindOf, rests } from "../../observations/by-nature.ts";
import type { ServedObject } from "../../observations/everything.ts";

/** Conditions stand as they are when their controller hangs; only the times of its last look tell. */
export default criterion({
  id: "objects/nobody-stopped-looking",
  title:
    "Every controller still looks at its objects: within their intervals, at what was asked of it, with its lease renewed",
  fails: "A controller no longer looks",
  why: "A controller that hangs leaves Ready=True behind, its pod is ready, and no change arrives any more.",
  serves: ["reliability"],
  needs: ["everything"],
  restsOn: ["prerequisites/access-is-enough-and-read-only", "kubernetes/api-is-ready"],
  advice:
    "kubectl get <kind> <name> -n <namespace> -o yaml; kubectl get pods -A; " +
    "read the log of the controller of the kind: its last line is from when it stopped; restart its Deployment",

  examine({ everything }, { profile, now }) {
    const { objects } = everything;
    const at = momentsOf(everything, now);
    const elsewhere = judgedElsewhere(profile);
    const held = objects.filter((object) => lastLook(object) && !(JUDGED.has(kindOf(object)) && elsewhere(object)));
    const asked = objects.filter((object) => requestOf(object) !== undefined);
    const silent = silentLeases(objects, at);
    return {
      examined: held.length + asked.length + leaderLeases(objects).length,
      findings: grouped([
        ...held.flatMap((object) => overdue(object, at(object)) ?? []),
        ...asked.flatMap((object) => unheard(object, at(object)) ?? []),
        ...silent.filter(({ abandoned }) => !abandoned).map((lease) => unrenewed(lease, at(lease.object))),
      ]),
      unseen: notSeen(everything, profile),
      remarks: silent.filter(({ abandoned }) => abandoned).map(abandonedInWords),
    };
  },
});

/** Their own checks hold their times to their intervals. */
const JUDGED = new Set([
  "ExternalSecret.external-secrets.io",
  "CephCluster.ceph.rook.io",
  "Certificate.cert-manager.io",
]);

function overdue(object: ServedObject, now: Date): Trouble | undefined {
  const look = lastLook(object);
  if (!look) return undefined;
  const { field, last, everyMs } = look;
  const age = now.getTime() - Date.parse(last);
  if (age <= toleratedMs(everyMs)) return undefined;
  const passed = `${durationInWords(age)} ago`;
  const expected = everyMs > 0 ? `looked at every ${durationInWords(everyMs)}` : `${field} to be still to come`;
  const actual = everyMs > 0 ? `last looked at ${passed} (${field})` : `it was due ${passed} (${field})`;
  return { object, sort: field, expected, actual: `${actual}: its controller hangs or is gone`, since: last };
}

/** A request by annotation that is not the one that was handled last. https://fluxcd.io/flux/components/kustomize/kustomizations/#triggering-a-reconcile */
function requestOf(object: ServedObject): string | undefined {
  const requested = object.metadata.annotations?.["reconcile.fluxcd.io/requestedAt"];
  if (NEVER_NOTED.has(kindOf(object))) return undefined;
  // an object without a status is one that no controller works on: an OCI HelmRepository
  return requested === undefined || object.status === undefined || rests(object) ? undefined : requested;
}

/** Kinds whose controller answers a request and does not note it: flux-operator asks for its own report so. */
const NEVER_NOTED = new Set(["FluxReport.fluxcd.controlplane.io"]);

/** How long a controller may be busy with other objects. */
const BUSY_MS = 5 * 60_000;

function unheard(object: ServedObject, now: Date): Trouble | undefined {
  const requested = requestOf(object);
  const handled = object.status?.["lastHandledReconcileAt"];
  if (requested === undefined || handled === requested || object.metadata.deletionTimestamp) return undefined;
  const asked = timeOf(requested);
  const age = now.getTime() - asked;
  if (age <= BUSY_MS) return undefined;
  const when = Number.isNaN(age) ? `"${requested}"` : `of ${durationInWords(age)} ago`;
  return {
    object,
    sort: "request",
    expected: "the request by reconcile.fluxcd.io/requestedAt to be handled",
    actual: `the request ${when} was not (status.lastHandledReconcileAt ${typeof handled === "string" ? handled : "is empty"}): its controller hangs or is gone`,
    ...(!Number.isNaN(age) && { since: new Date(asked).toISOString() }),
  };
}

/** As `flux reconcile` writes it, or seconds since 1970, as the documentation does with `date +%s`. */
const timeOf = (requested: string): number =>
  /^\d{10}$/.test(requested) ? Number(requested) * 1000 : Date.parse(requested);

const unrenewed = ({ object, holder, renewed }: SilentLease, now: Date): Trouble => ({
  object,
  sort: "lease",
  expected: "renewed by its holder every few seconds",
  actual: `not renewed for ${durationInWords(now.getTime() - Date.parse(renewed))}: its holder ${holder} hangs or is gone, and nobody took over`,
  since: renewed,
});

const abandonedInWords = ({ object, holder }: SilentLease): string =>
  `${servedSubject(object)} was left behind by ${holder}, of which no workload is left`;
