import type { Finding, Unseen } from "../../criteria/criterion.ts";
import type { Where } from "../../observations/checkout.ts";
import type { Link } from "../link.ts";
import type { Checkout } from "../../observations/checkout.ts";
import { inText } from "../../repository/yaml/documents.ts";
import type { JudgedCheck } from "./judged-check.ts";
import { restsOn } from "./rests-on.ts";
import { beginsDocument, fileOf, holds, isSound, soughtBy } from "./checkout-places.ts";

/** Whether a check reads a checkout: what it finds stands there, and waits for nothing that another check found. */
export const readsCheckout = (id: string): boolean => id.startsWith("repository/");

/**
 * What the findings of a checkout have to do with each other. A finding is there because of another one only where the
 * file, the folder or the release that this speaks of is really one that it needed; all else is a cause of its own.
 */
export function linksInCheckout(rows: readonly JudgedCheck[], checkout: Checkout): Link[] {
  const all = rows.filter(({ judgement }) => readsCheckout(judgement.id));
  const failed = all.filter(({ judgement }) => judgement.verdict === "fail");
  return all.flatMap((row) => {
    const others = failed.filter((other) => other !== row).map((other) => pairOf(row, other, all));
    return [...ofFindings(row, others, checkout), ...ofUnseen(row, others), ...ofNothing(row, all, checkout)];
  });
}

/** A check that may explain another one. */
interface Pair {
  explainer: JudgedCheck;
  /** Whether the other check rests on it, directly or through others. */
  below: boolean;
  /** Whether it rests on the other check. */
  above: boolean;
  /** Whether it is the one to name where neither rests on the other: it found less else, or comes first. */
  ahead: boolean;
}

function pairOf(row: JudgedCheck, explainer: JudgedCheck, all: readonly JudgedCheck[]): Pair {
  const less = explainer.judgement.findings.length - row.judgement.findings.length;
  return {
    explainer,
    below: restsOn(row, explainer, all),
    above: restsOn(explainer, row, all),
    ahead: less < 0 || (less === 0 && all.indexOf(explainer) < all.indexOf(row)),
  };
}

/** Links go by subject: of one that is wrong in two ways, both must be explained. */
function ofFindings({ judgement }: JudgedCheck, others: readonly Pair[], checkout: Checkout): Link[] {
  const { id, findings } = judgement;
  const linked = findings.map((finding) => ({ finding, link: linkOf(finding, { id, others, checkout }) }));
  const open = new Set(linked.flatMap(({ finding, link }) => (link ? [] : [finding.subject])));
  return linked.flatMap(({ finding, link }) => (link && !open.has(finding.subject) ? [link] : []));
}

function linkOf(
  finding: Finding,
  { id, others, checkout }: { id: string; others: readonly Pair[]; checkout: Checkout },
): Link | undefined {
  for (const pair of others) {
    const { id: explainedBy, findings } = pair.explainer.judgement;
    for (const cause of findings) {
      const because = whyOf(finding, cause, { ...pair, id, checkout });
      if (because !== undefined) return { row: id, subject: finding.subject, explainedBy, by: cause.subject, because };
    }
  }
  return undefined;
}

interface Meeting extends Pair {
  /** Of the check that the finding is of. */
  id: string;
  checkout: Checkout;
}

/** Why one finding is there because of the other one, in words; `undefined` where it is not. */
function whyOf(finding: Finding, cause: Finding, meeting: Meeting): string | undefined {
  return (
    samePlace(finding, cause, meeting) ??
    wrongMeasure(finding, cause, meeting) ??
    unsoundFile(finding, cause, meeting) ??
    unbuiltFolder(finding, cause, meeting) ??
    missingCrds(finding, cause, meeting)
  );
}

/** Two checks that point at one value speak of one fault; at the beginning of a document only of one object. */
function samePlace(finding: Finding, cause: Finding, { below, above, ahead, checkout }: Meeting): string | undefined {
  const [one, other] = [finding.where, cause.where];
  if (!one || !other || above || !(below || ahead)) return undefined;
  if (one.file !== other.file || one.line !== other.line || one.column !== other.column) return undefined;
  if (!below && finding.subject !== cause.subject && beginsDocument(checkout, one)) return undefined;
  return `both speak of ${one.file}:${one.line}`;
}

/** What a finding is held against, by file and line, is itself what another check found wrong. */
function wrongMeasure({ expected, where }: Finding, cause: Finding, { above }: Meeting): string | undefined {
  if (above || !cause.where || !where || cause.where.file === where.file) return undefined;
  const place = inText(cause.where);
  const isNamed = expected.split(/[\s(),]+/).includes(place);
  return isNamed ? `it is held against ${place}` : undefined;
}

/** A file with a key twice is sound for all others; one that cannot be read also hides what stands in it. */
function unsoundFile(finding: Finding, cause: Finding, { explainer, checkout }: Meeting): string | undefined {
  if (explainer.judgement.id !== UNSOUND) return undefined;
  const path = cause.where?.file;
  if (path === undefined) return undefined;
  if (finding.where?.file === path || finding.subject === `file/${path}`) return `it stands in ${path}`;
  const file = fileOf(checkout, path);
  const sought = soughtBy(finding);
  if (!file || isSound(file) || !sought) return undefined;
  if (holds(file, sought)) return `${path} holds ${sought.name}`;
  // a task, and the state that it syncs
  const isNamed = fileOf(checkout, finding.where?.file)?.text?.includes(path) ?? false;
  return isNamed ? `${finding.where?.file} names ${path}` : undefined;
}

/** A path that leads nowhere, beside the folder in which what is missed is written: this is the path that meant it. */
function unbuiltFolder(finding: Finding, cause: Finding, { below, checkout }: Meeting): string | undefined {
  const [, folder] = /^a (?:file or )?folder (\S+?)(?: with .*)?$/.exec(cause.expected) ?? [];
  if (!below || folder === undefined || !folder.includes("/")) return undefined;
  const sought = soughtBy(finding);
  if (!sought) return undefined;
  const beside = `${folder.split("/").slice(0, -1).join("/")}/`;
  const holder = checkout.files.find(
    (file) => file.path.startsWith(beside) && file.path !== finding.where?.file && holds(file, sought),
  );
  return holder && `${holder.path} holds ${sought.name}, and ${cause.subject} leads to ${folder}`;
}

/** CRDs that nothing brings, and the chart of their controller that is told to leave them out. */
function missingCrds(finding: Finding, cause: Finding, { id, explainer }: Meeting): string | undefined {
  if (id !== "repository/core-charts-leave-crds-to-their-phase") return undefined;
  if (explainer.judgement.id !== "repository/needed-crds-come-first") return undefined;
  const [, groups = ""] = /^an installer of (.+) before it$/.exec(finding.expected) ?? [];
  const [, group = ""] = /^crd\/[^.]+\.(.+)$/.exec(cause.subject) ?? [];
  return groups.split(", ").includes(group) ? `nothing brings ${cause.subject}` : undefined;
}

const isNoSuchFile = ({ actual }: Finding): boolean => actual === "there is no such file";

/** A check that could not see something, where each time another check says what hides it. */
function ofUnseen({ judgement }: JudgedCheck, others: readonly Pair[]): Link[] {
  const { id, verdict, unseen } = judgement;
  if (verdict !== "inconclusive" || unseen.length === 0) return [];
  const links = unseen.map((one): Link | undefined => {
    const pair = others.find((other) => hides(one, other));
    const because = `${one.subject}: ${one.reason}`;
    return pair && { row: id, explainedBy: pair.explainer.judgement.id, because };
  });
  // what nothing explains keeps the check a cause of its own
  return links.every((link) => link !== undefined) ? links : [];
}

/**
 * A check that found nothing to judge is explained by a file that cannot be read, by a path of Flux that does not
 * exist, or by an earlier check that looked for the same and found nothing either.
 */
function ofNothing(row: JudgedCheck, all: readonly JudgedCheck[], checkout: Checkout): Link[] {
  if (!cameToNothing(row)) return [];
  const { id } = row.judgement;
  const findingsOf = (other: string) => all.find(({ judgement }) => judgement.id === other)?.judgement.findings ?? [];
  const unread = findingsOf(UNSOUND).find(({ where }) => !isSoundAt(checkout, where));
  if (unread) return [{ row: id, explainedBy: UNSOUND, because: `${unread.subject} cannot be read` }];
  const astray = findingsOf(HANDOVER).find(({ expected }) => expected === "a path that exists in the repository");
  if (astray && BELOW_FLUX.includes(id)) return [{ row: id, explainedBy: HANDOVER, because: astray.actual }];
  const first = all.find(
    (other) => other !== row && cameToNothing(other) && (restsOn(row, other, all) || looksFirst(other, id)),
  );
  const because = "there is nothing of it for that check either";
  return first ? [{ row: id, explainedBy: first.judgement.id, because }] : [];
}

const isSoundAt = (checkout: Checkout, where: Where | undefined): boolean => {
  const file = fileOf(checkout, where?.file);
  return file === undefined || isSound(file);
};

const cameToNothing = ({ judgement }: JudgedCheck): boolean => {
  const { verdict, findings, unseen, troubles, blockedBy } = judgement;
  return (
    verdict === "inconclusive" && blockedBy === undefined && findings.length + unseen.length + troubles.length === 0
  );
};

const CHAIN = "repository/core-releases-follow-the-chain";
const HANDOVER = "repository/handover-to-flux-is-declared";

/** Checks that come to nothing without a state of helmfile, or without a way into Flux. */
const looksFirst = ({ judgement }: JudgedCheck, id: string): boolean =>
  (judgement.id === CHAIN && OF_HELMFILE.includes(id)) || (judgement.id === HANDOVER && BELOW_FLUX.includes(id));

const OF_HELMFILE: readonly string[] = [
  "repository/kubernetes-endpoint-agrees",
  "repository/crds-are-a-phase-of-their-own",
  "repository/core-charts-leave-crds-to-their-phase",
  "repository/charts-are-pinned",
  "repository/releases-have-one-definition",
  "repository/cluster-mesh-is-declared-whole",
];

const BELOW_FLUX: readonly string[] = [
  "repository/dependencies-resolve",
  "repository/custom-resources-follow-their-crds",
  "repository/objects-have-one-owner",
  "repository/substitutions-resolve",
  "repository/health-checks-name-what-flux-manages",
  "repository/load-balancer-addresses-come-from-the-pool",
  "repository/storage-runs-where-it-belongs",
];

const UNSOUND = "repository/yaml-is-sound";

function hides({ subject, reason }: Unseen, { explainer, below }: Pair): boolean {
  const { findings, unseen } = explainer.judgement;
  const text = `${subject} ${reason}`;
  if (findings.some((cause) => isNoSuchFile(cause) && text.includes(cause.expected.split(" ").at(-1) ?? "\n")))
    return true;
  // helmfile is given a folder above the states that it was meant to read
  if (
    findings.some(({ expected }) =>
      subject.startsWith(`file/${/^a state file directly in (\S+)$/.exec(expected)?.[1]}/`),
    )
  )
    return true;
  if (!below) return false;
  return (
    findings.some(
      (cause) => cause.subject === subject || (cause.where !== undefined && text.includes(cause.where.file)),
    ) || unseen.some((other) => other.subject === subject || reason.includes(other.reason))
  );
}
