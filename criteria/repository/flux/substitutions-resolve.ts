import { groupsOf } from "../../../observations/groups.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import type { Where } from "../../../observations/checkout.ts";
import { cut } from "../../../observations/kubernetes.ts";
import type { BuiltObject } from "../../../repository/kustomize/build.ts";
import { at, get, inText, list, textAt } from "../../../repository/yaml/documents.ts";
import type { FluxKustomization } from "../../../repository/flux/kustomizations.ts";
import { mutatorsOf } from "../../../repository/flux/admission.ts";
import { foldedAlike, foldedBy } from "../../../repository/fold.ts";
import type { RepositoryFinding } from "../../../repository/finding.ts";
import { sourceFaults, undecrypted, unsubstituted } from "../../../repository/flux/substitution-sources.ts";
import { hiddenMaker, repositoryFrom, withoutFlux, type Repository, unseenRoots } from "../../../repository/model.ts";

type Result = RepositoryExamination;

/**
 * kustomize-controller puts nothing in the place of a variable that it does not know, unless its feature gate
 * StrictPostBuildSubstitutions is on; and it refuses what it cannot parse:
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
export default repositoryCriterion({
  id: "repository/substitutions-resolve",
  title: "Every ${…} that Flux substitutes has a value, or is declared to come from a Secret",
  fails: "A substitution has no value",
  why: "A variable without a value becomes nothing: an empty address, an empty name, a store without a vault.",
  serves: ["S3"],
  needs: ["repository"],
  restsOn: ["repository/dependencies-resolve"],
  advice: "kubectl kustomize <folder> | flux envsubst --strict",
  seeks:
    "Kustomizations that Flux applies, from its entry point down (a FluxInstance, gotk-sync.yaml, flux.kustomization.path of the profile)",

  irrelevant: withoutFlux,

  examine({ repository: checkout }, { profile }) {
    const repository = repositoryFrom(checkout, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const elsewhere: Elsewhere[] = [];
    result.unseen.push(...unseenRoots(repository));
    for (const one of repository.tree.kustomizations) {
      result.examined += 1;
      if (get(one.object?.value, "spec", "postBuild") === undefined) continue;
      judgeSources(one, repository, result);
      const faults = sourceFaults(one, repository);
      result.findings.push(...faults.findings);
      result.notices.push(...faults.notices);
      const open = openIn(one, repository);
      for (const object of one.build.objects) elsewhere.push(...judgeObject(object, one, open, result));
    }
    tellElsewhere(elsewhere, result);
    result.findings.push(...undecrypted(repository));
    result.notices.push(...unsubstituted(repository));
    return { ...result, findings: foldedAlike(folded(result.findings)), notices: folded(result.notices) };
  },
});

/** A variable of a component is told once, however many Kustomizations build it without a value. */
const folded = <One extends RepositoryFinding>(found: readonly One[]): One[] =>
  foldedBy(
    found,
    ({ where, expected }) => `${inText(where)} ${expected.replace(/ in the postBuild of .*$/, "")}`,
    ({ subject }) => subject,
  );

const subjectOf = ({ namespace, name }: FluxKustomization): string => `kustomization/${namespace || "-"}/${name}`;

/** Why a variable may have a value that is not seen here: sources whose keys are not in the repository. */
function openIn(one: FluxKustomization, repository: Repository): { secrets: string[]; others: string[] } {
  const missing = one.variables.missing.map((name) => name.split("/") as [string, string]);
  const secrets = missing.filter(([kind]) => kind === "Secret").map(([, name]) => name);
  const others = missing
    .filter(([kind, name]) => kind !== "Secret" && writtenAs(repository, kind, name) > 0)
    .map(([kind, name]) => `${kind} ${name}`);
  const admitted = mutatorsOf(repository).map(
    ({ by, where }) => `${by} (${inText(where)}), which adds to it at admission`,
  );
  const optional = list(get(one.object?.value, "spec", "postBuild", "substituteFrom")).flatMap((item) =>
    get(item, "optional") === true ? [textAt(item, "name") ?? ""] : [],
  );
  return { secrets: [...secrets, ...optional], others: [...others, ...admitted] };
}

/** In how many manifests of the checkout an object of this name stands; which of several counts is not known. */
const writtenAs = ({ manifests }: Repository, kind: string, name: string): number =>
  manifests.filter((one) => one.kind === kind && one.name === name).length;

/** A ConfigMap that nothing brings stops the Kustomization; a Secret may come from a store or from the bootstrap. */
function judgeSources(one: FluxKustomization, repository: Repository, result: Result): void {
  const subject = subjectOf(one);
  for (const missing of one.variables.missing) {
    const [kind = "", name = ""] = missing.split("/");
    result.examined += 1;
    const index = list(get(one.object?.value, "spec", "postBuild", "substituteFrom")).findIndex(
      (item) => textAt(item, "name") === name && (textAt(item, "kind") ?? "ConfigMap") === kind,
    );
    const where = one.object ? at(one.object.document, ["spec", "postBuild", "substituteFrom", index]) : one.where;
    const hidden = hiddenMaker(repository);
    if (kind === "Secret")
      result.remarks.push(`${subject}: Secret ${name} is not in the repository; its keys are not known`);
    else if (writtenAs(repository, kind, name) > 0)
      result.unseen.push({ subject, reason: `${kind} ${name} stands in the repository more than once, or aside` });
    else if (hidden !== undefined)
      result.unseen.push({ subject, reason: `${kind} ${name} is not seen, and ${hidden}` });
    else
      result.findings.push({
        subject,
        expected: `${kind} ${name}, which it substitutes from`,
        actual: "nothing defines it",
        where,
        because: "Flux stops before it applies anything of this Kustomization.",
        mend: "Add it, correct its name, or say optional: true.",
      });
  }
}

/** Whether a script gives the variable its value: `NAME=`, `for NAME in`, `read NAME`. */
const assigns = (script: string, name: string): boolean =>
  new RegExp(
    `(?:^|[\\s;&|(])(?:export\\s+|local\\s+)?${name}=|\\bfor\\s+${name}\\s+in\\b|\\bread\\b(?:\\s+-\\w+)*(?:\\s+\\w+)*\\s+${name}\\b`,
    "m",
  ).test(script);

function judgeObject(
  object: BuiltObject,
  one: FluxKustomization,
  open: ReturnType<typeof openIn>,
  result: Result,
): Elsewhere[] {
  const elsewhere: Elsewhere[] = [];
  const { known, hidden } = one.variables;
  const subject = [object.kind.toLowerCase(), object.namespace, object.name].filter(Boolean).join("/");
  const told = new Set<string>();
  for (const { name, path, where, text } of object.wants ?? []) {
    const script = text ?? textAt(object.value, ...path) ?? "";
    if (known.has(name) || hidden.has(name) || told.has(name) || !assigns(script, name)) continue;
    told.add(name);
    result.notices.push({
      subject,
      severity: "warning",
      expected: `$\${${name}} where the script's own variable is meant`,
      actual: `\${${name}} in a text that assigns ${name} itself`,
      where: where ?? at(object.document, path),
      because: "Flux puts its own value, or nothing, in its place before any shell sees it.",
      mend: `Write $\${${name}}, or annotate the object with kustomize.toolkit.fluxcd.io/substitute: disabled.`,
    });
  }
  for (const { name, path, lines, where: place } of object.wants ?? []) {
    const where = place ?? at(object.document, path);
    result.examined += 1;
    if (known.has(name) || hidden.has(name) || told.has(name)) continue;
    told.add(name);
    const isSecret = open.secrets.length > 0;
    if (isSecret || open.others.length > 0) {
      elsewhere.push({ subject, name, where, isSecret, sources: (isSecret ? open.secrets : open.others).join(" or ") });
      continue;
    }
    const finding = {
      subject,
      expected: `a value for \${${name}} in the postBuild of ${one.name}`,
      actual: "neither its substitute nor what it substitutes from has this key",
      where,
      because: "Flux puts nothing in its place.",
      mend: `Give it a value or a default, or write $\${${name}} where it is not meant for Flux.`,
    };
    // in a script or a dashboard it is most often the shell's or Grafana's own, which Flux spoils without stopping
    if (lines) result.notices.push({ ...finding, severity: "warning" });
    else result.findings.push(finding);
  }
  const { unparsable } = object;
  if (!unparsable) return elsewhere;
  result.examined += 1;
  result.findings.push({
    subject,
    expected: "expressions that Flux can parse, as ${NAME} and ${NAME:=value}",
    actual: `${cut(unparsable.text)}, in the build of ${one.name}`,
    where: unparsable.where ?? at(object.document, unparsable.path),
    because: "Flux cannot parse it, and applies nothing of this Kustomization.",
    mend: `Write $$ for its $, or annotate the object with kustomize.toolkit.fluxcd.io/substitute: disabled.`,
  });
  return elsewhere;
}

/** A variable whose value, if it has one, comes from something that is not seen here. */
interface Elsewhere {
  subject: string;
  name: string;
  where: Where;
  isSecret: boolean;
  sources: string;
}

/** One sentence for a variable and its sources, however many objects want it. */
function tellElsewhere(all: readonly Elsewhere[], result: Result): void {
  for (const [first, ...more] of groupsOf(all, ({ name, sources }) => `${name} ${sources}`)) {
    const others = more.length === 0 ? "" : `, and in ${more.length} more places`;
    const variable = `\${${first.name}} (${inText(first.where)}${others})`;
    if (first.isSecret) result.remarks.push(`${variable} must come from ${first.sources}`);
    else result.unseen.push({ subject: first.subject, reason: `${variable} may come from ${first.sources}` });
  }
}
