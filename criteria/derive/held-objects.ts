import type { Examination, Finding, Unseen } from "../criterion.ts";
import { servedObjects, type NamedObject, type Presence } from "./served-objects.ts";
import type { Everything } from "../../observations/everything.ts";

/** Who says that it made something, and what. */
export interface Holder {
  /** `release/databases/cloudnative-pg`, `kustomization/flux-system/apps` */
  subject: string;
  /** How it says so: "in the manifest of revision 3". */
  where: string;
  objects: readonly NamedObject[];
  /** The namespace of objects that name none. */
  home?: string;
}

/** Kinds whose objects come and go by nature: that one is gone proves nothing. */
const MAY_GO: Record<string, string> = {
  Job: "a Job may be removed once it is finished (ttlSecondsAfterFinished)",
  Pod: "a bare pod may be removed once it is done, and goes with its node",
};

/**
 * Whether everything that somebody says to have made is there. What a namespace or a kind that is gone took with it is
 * one finding, and what is in `judgedElsewhere` has a check of its own.
 */
export function heldExamined(
  holders: readonly Holder[],
  everything: Everything,
  judgedElsewhere: ReadonlySet<string>,
): Examination {
  const presenceOf = servedObjects(everything);
  const looked = holders.flatMap((holder) =>
    holder.objects.map((object): Looked => ({ holder, object, presence: presenceOf(object, holder.home) })),
  );
  const judged = looked.filter(({ presence }) => presence.state !== "left-out" && presence.state !== "unseen");
  const lost = judged.filter(
    ({ presence }) => presence.state !== "there" && !("subject" in presence && judgedElsewhere.has(presence.subject)),
  );
  return {
    examined: judged.length,
    findings: bySubject(lost.filter(({ object }) => !(object.kind in MAY_GO))).map(lostFinding),
    unseen: bySubject(looked.filter(({ presence }) => presence.state === "unseen")).map(unseenKind),
    remarks: lost
      .filter(({ object }) => object.kind in MAY_GO)
      .map(
        ({ holder, object, presence }) => `${subjectIn(presence)} of ${holder.subject} is gone: ${MAY_GO[object.kind]}`,
      ),
  };
}

interface Looked {
  holder: Holder;
  object: NamedObject;
  presence: Presence;
}

type Group = [subject: string, members: readonly [Looked, ...Looked[]]];

function bySubject(looked: readonly Looked[]): Group[] {
  const groups = new Map<string, [Looked, ...Looked[]]>();
  for (const one of looked) {
    const subject = subjectIn(one.presence);
    const group = groups.get(subject);
    if (group) group.push(one);
    else groups.set(subject, [one]);
  }
  return [...groups];
}

const subjectIn = (presence: Presence): string => ("subject" in presence ? presence.subject : "");

function lostFinding([subject, members]: Group): Finding {
  const [{ presence, object, holder }] = members;
  const holders = inWords([...new Set(members.map(({ holder }) => holder.subject))]);
  const next = again(holder.subject);
  if (presence.state === "namespace-missing")
    return {
      next,
      subject,
      expected: `the namespace of ${members.length} objects of ${holders}`,
      actual: "none",
    };
  if (presence.state === "not-served")
    return {
      next,
      subject,
      expected: `served: ${members.length} objects of ${holders} are of this kind, ${object.name} first`,
      actual: `the API serves no ${object.kind}${object.group && ` of ${object.group}`}, and none of its objects is left`,
    };
  return { next, subject, expected: `to exist: ${holders} has it ${holder.where}`, actual: "none" };
}

/** What shows what a holder made, and what makes it once more. */
function again(holder: string): string {
  const [kind, namespace = "", name = ""] = holder.split("/");
  if (kind === "kustomization") return `flux reconcile kustomization ${name} -n ${namespace} --with-source`;
  return `helm -n ${namespace} get manifest ${name}\nwhoever installed it must do so again: helmfile sync, or flux reconcile helmrelease --force`;
}

function unseenKind([subject, members]: Group): Unseen {
  const [{ presence }] = members;
  const reason = "reason" in presence ? presence.reason : "";
  return { subject, reason: `${reason}; ${members.length} objects that should exist are of this kind` };
}

const MOST_NAMED = 3;

/** The first few by name, the others by number. */
export function inWords(names: readonly string[], most = MOST_NAMED): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(", ")} and ${more} more` : names.join(", ");
}
