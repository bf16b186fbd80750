import type { BuiltObject } from "../kustomize/build.ts";
import { at, inText, isRecord } from "../yaml/documents.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import type { OpenProfile } from "../../clusters/profile.ts";
import type { Fault, RepositoryFinding, RepositoryNotice } from "../finding.ts";
import type { Repository } from "../model.ts";
import { foldedAlike, foldedBy } from "../fold.ts";
import { identityOf } from "../kustomize/transformers.ts";
import { fieldFaults, type FieldFaults } from "./fields.ts";
import { goneVersion, type Gone } from "./gone-versions.ts";
import { knownKinds, type KnownKinds } from "./known-shapes.ts";
import { fluxBringers, isSince, numbersOf } from "./releases.ts";
import { servedVersions, type ServedVersions } from "./served-versions.ts";
import { formFaults } from "./value-forms.ts";

/** What is known of the kinds of a cluster. */
export interface Kinds {
  served: ServedVersions;
  known: KnownKinds;
  gone(apiVersion: string, kind: string): Gone | undefined;
}

export const kindsOf = (repository: Repository, profile: OpenProfile): Kinds => ({
  served: servedVersions(repository, profile),
  known: knownKinds(repository, profile),
  gone: (apiVersion, kind) =>
    isOldFlux(groupOf(apiVersion), repository, profile) ? undefined : goneVersion(apiVersion, kind, profile),
});

/** Whether the cluster gets a Flux from before versions went, with 2.7: it serves what it once had. */
const isOldFlux = (group: string, repository: Repository, profile: OpenProfile): boolean =>
  group.endsWith(".toolkit.fluxcd.io") &&
  fluxBringers(repository, profile).some(({ version }) => {
    const numbers = numbersOf(version ?? "");
    return numbers !== undefined && !isSince(numbers, [2, 7]);
  });

/**
 * What would be refused of objects, and what may be: once for each place, because several Kustomizations may build one
 * document.
 */
export function refusedOf(
  objects: Iterable<BuiltObject>,
  kinds: Kinds,
): { findings: RepositoryFinding[]; notices: RepositoryNotice[] } {
  const findings = new Map<string, RepositoryFinding>();
  const doubts = new Map<string, RepositoryNotice>();
  for (const object of objects) {
    const subject = [object.kind.toLowerCase(), object.namespace, object.name].filter(Boolean).join("/");
    const { certain, doubtful } = faultsOf(object, kinds);
    for (const fault of certain) enter(findings, { subject, ...fault });
    for (const notice of doubtful) enter(doubts, { subject, ...notice });
  }
  // who misreads a kind does so in every item of a list
  const folded = foldedBy(
    [...findings.values()],
    ({ subject, expected }) => `${subject} ${expected}`,
    ({ actual, where }) => `${actual.split(/, | is /)[0] ?? actual} (${inText(where)})`,
    2,
  );
  return { findings: foldedAlike(folded), notices: foldedByReason([...doubts.values()]) };
}

function enter<One extends RepositoryFinding>(told: Map<string, One>, one: One): void {
  const key = `${inText(one.where)} ${one.actual}`;
  if (!told.has(key)) told.set(key, one);
}

/** What may be refused for one reason is told once, with a count. */
function foldedByReason(notices: readonly RepositoryNotice[]): RepositoryNotice[] {
  const first = new Map<string, { notice: RepositoryNotice; more: number }>();
  for (const notice of notices) {
    const known = first.get(notice.because);
    if (known) known.more += 1;
    else first.set(notice.because, { notice, more: 0 });
  }
  return [...first.values()].map(({ notice, more }) => ({
    ...notice,
    actual: more > 0 ? `${notice.actual}, and ${more} more such fields` : notice.actual,
  }));
}

/** What would be refused in files that nothing applies yet: each kind of mistake once, for information. */
export function refusedLater({ tree, manifests, belongs }: Repository, kinds: Kinds): RepositoryNotice[] {
  const applied = new Set(tree.objects.map(({ object }) => object.document));
  const faults = new Map<string, { fault: Fault; subject: string; times: number }>();
  for (const { document } of manifests) {
    if (applied.has(document) || !belongs(document.file) || !isRecord(document.value)) continue;
    const object = identityOf(document.value, document);
    for (const fault of faultsOf(object, kinds).certain) {
      const key = `${object.kind} ${fault.expected} ${fault.mend}`;
      const known = faults.get(key);
      if (known) known.times += 1;
      else faults.set(key, { fault, subject: `${object.kind.toLowerCase()}/${object.name}`, times: 1 });
    }
  }
  return [...faults.values()].map(({ fault, subject, times }) => ({
    ...fault,
    severity: "information",
    subject,
    actual: `${fault.actual}${times > 1 ? `, and ${times - 1} more` : ""}; nothing applies it yet`,
    because: "It is refused as soon as something applies it.",
  }));
}

/** What the API server would refuse of an object. */
function faultsOf(object: BuiltObject, { served, known, gone }: Kinds): FieldFaults {
  const { apiVersion, kind, document } = object;
  const versions = served(apiVersion, kind);
  const version = apiVersion.split("/").at(-1) ?? "";
  if (versions && versions.versions.length > 0 && !versions.versions.includes(version)) {
    const fault: Fault = {
      expected: `${groupOf(apiVersion)}/${versions.versions.join(" or ")}, which ${versions.by} serves`,
      actual: `${kind} ${object.name} asks for ${apiVersion}`,
      where: at(document, ["apiVersion"]),
      because: "The API server knows no such version of the kind: the dry run fails, and nothing beside it is applied.",
      mend: `apiVersion: ${groupOf(apiVersion)}/${versions.versions[0] ?? ""}`,
    };
    return { certain: [fault], doubtful: [] };
  }
  const fields = known(apiVersion, kind);
  const old = versions === undefined && fields?.holds !== "whole" ? gone(apiVersion, kind) : undefined;
  if (old) return goneFaults(object, old);
  const found = fields ? fieldFaults(object, fields) : { certain: [], doubtful: [] };
  return { ...found, certain: [...nameFaults(object), ...formFaults(object), ...found.certain] };
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#names; roles may have colons and capitals. */
function nameFaults({ apiVersion, kind, name, document }: BuiltObject): Fault[] {
  const isFree = groupOf(apiVersion) === "rbac.authorization.k8s.io" || /[${}<>@#%[\]]/.test(name);
  if (name === "" || isFree || /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/.test(name)) return [];
  return [
    {
      expected: `a name of lower-case letters, digits, - and . for ${kind}`,
      actual: `it is called ${name}`,
      where: at(document, ["metadata", "name"]),
      because:
        "The API server refuses it (a lowercase RFC 1123 subdomain), and nothing of what is applied with it comes.",
      mend: `Write ${name.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, "-")}.`,
    },
  ];
}

function goneFaults({ apiVersion, kind, name, document }: BuiltObject, { instead, by, isCertain }: Gone): FieldFaults {
  const fault: Fault = {
    expected: `a version of ${kind} that ${by} serves`,
    actual: `${kind} ${name} asks for ${apiVersion}`,
    where: at(document, ["apiVersion"]),
    because: "The API server knows no such version of the kind: the dry run fails, and nothing beside it is applied.",
    mend: `apiVersion: ${instead}`,
  };
  if (isCertain) return { certain: [fault], doubtful: [] };
  const because = `${by} does not have ${apiVersion}; which release the cluster gets is not known. Where it has no such version, nothing beside it is applied either.`;
  return { certain: [], doubtful: [{ ...fault, because, severity: "warning" }] };
}
