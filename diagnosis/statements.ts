import type { Finding } from "../criteria/criterion.ts";
import type { Judgement } from "../criteria/judge.ts";

/** A check as the diagnosis takes it. */
export interface CheckOutcome {
  id: string;
  restsOn: readonly string[];
  /** `undefined` for a check that this run left out. */
  judgement?: Judgement;
}

/** One thing that a check found wrong or could not judge: what is explained, and what explains. */
export interface Statement {
  check: string;
  /** What it speaks of; left out: the check as a whole. */
  subject?: string;
  /** What was found; left out where it could not be judged. */
  finding?: Finding;
  /** Why it could not be judged, in the words that others with the same trouble have too. */
  troubles: readonly string[];
  /** Of one kind of many that could not be listed: the trouble of the source that lists this kind alone. */
  reason?: string;
}

/** What a check that does not hold says, in its order; nothing of one that holds, or that nobody judged. */
export function statementsOf({ id, judgement }: CheckOutcome): Statement[] {
  if (judgement === undefined) return [];
  const { verdict, findings, unseen, troubles } = judgement;
  if (verdict === "fail" || verdict === "waived")
    return findings.map((finding) => ({ check: id, subject: finding.subject, finding, troubles: [] }));
  if (verdict !== "inconclusive") return [];
  const messages = troubles.map(({ trouble }) => trouble.message);
  if (unseen.length > 0)
    return unseen.map(({ subject, reason }) => ({
      ...{ check: id, subject, reason },
      troubles: [`${subject}: ${reason}`, ...messages],
    }));
  return messages.length > 0
    ? messages.map((message) => ({ check: id, troubles: [message] }))
    : [{ check: id, troubles: [] }];
}

/** Whether something is wrong that nobody excused: only that explains what else is wrong. */
export const isFailed = ({ judgement }: CheckOutcome): boolean => judgement?.verdict === "fail";

/** Whether it could not be judged. */
export const isOpen = ({ judgement }: CheckOutcome): boolean => judgement?.verdict === "inconclusive";

/** Checks of how the bootstrap went. What is over cannot be why something is wrong now. */
export const isOfThePast = (id: string): boolean => id.startsWith("budget/") || OF_THE_ORDER.includes(id);

const OF_THE_ORDER: readonly string[] = ["components/were-installed-in-order", "crds/came-before-their-users"];

/**
 * Whether a subject is an object or a machine, which others may name, own or wait for. What speaks of the cluster as a
 * whole or of a command's end has nothing of that kind: there `restsOn` is all that can be said.
 */
export function isObject(subject: string | undefined): boolean {
  if (subject === undefined) return false;
  const [kind = "", ...rest] = subject.split("/");
  // pods that Cilium does not manage are its agents' matter
  // a kind of which there are too few
  if (kind === "resource") return true;
  if (kind === "cluster") return rest.length > 1 || subject === "cluster/pods";
  return rest.length > 0 && !OF_THE_WHOLE.has(kind);
}

const OF_THE_WHOLE: ReadonlySet<string> = new Set([
  ...["check", "command", "crd", "etcd", "image", "phase", "readyz", "row", "source", "test", "tests"],
  "tool",
]);
