import type { RepositoryFinding, RepositoryNotice } from "../finding.ts";
import { foldedBy } from "../fold.ts";
import { isNamespaced } from "../kustomize/scopes.ts";
import type { Repository } from "../model.ts";
import { at, inText } from "../yaml/documents.ts";
import type { FluxKustomization } from "./kustomizations.ts";

export interface BuildFaults {
  findings: RepositoryFinding[];
  notices: RepositoryNotice[];
  unseen: { subject: string; reason: string }[];
}

/** Why what a Kustomization builds is refused, or is another cluster's. */
export function buildFaults(
  it: FluxKustomization,
  subject: string,
  repository: Pick<Repository, "files" | "belongs">,
): BuildFaults {
  const result: BuildFaults = { findings: [], notices: [], unseen: [] };
  withoutNamespace(it, subject, result);
  unreadable(it, subject, repository, result);
  return result;
}

/**
 * What has no namespace after all transformers is refused: "namespace not specified: the server could not find the
 * requested resource" (https://github.com/fluxcd/pkg/blob/main/ssa/errors/errors.go; wcygan/anton 58d8cd12).
 */
function withoutNamespace({ build }: FluxKustomization, subject: string, result: BuildFaults): void {
  const lost = build.objects.filter((object) => object.namespace === undefined && isNamespaced(object));
  const findings: RepositoryFinding[] = [];
  const gap = build.gaps.find(({ kind }) => kind === "transformer");
  for (const { kind, name, document } of lost) {
    const where = at(document, ["metadata"]);
    if (gap) {
      result.unseen.push({ subject, reason: `the namespace of ${kind} ${name} may come from ${inText(gap.where)}` });
      continue;
    }
    findings.push({
      subject,
      expected: `a namespace of ${kind} ${name}`,
      actual: "neither its file nor a transformer or targetNamespace gives it one",
      where,
      because: "Flux applies nothing of this Kustomization: namespace not specified.",
      mend: "Write metadata.namespace, or targetNamespace in what builds it.",
    });
  }
  // one line in what builds it mends them all
  result.findings.push(
    ...foldedBy(
      findings,
      () => subject,
      ({ expected }) => expected.replace("a namespace of ", ""),
      2,
    ),
  );
}

/** What kustomize cannot read though a template would render it, and a folder of another cluster. */
function unreadable(
  { build, folder, where }: FluxKustomization,
  subject: string,
  { files, belongs }: Pick<Repository, "files" | "belongs">,
  result: BuildFaults,
): void {
  for (const file of new Set(build.objects.map(({ document }) => document.file))) {
    if (files.file(file)?.template === undefined || !/\.ya?ml$/.test(file)) continue;
    result.findings.push({
      subject,
      expected: `YAML in ${file}`,
      actual: "it is YAML only once its {{ … }} are rendered, and Flux renders none",
      where: { file, line: 1, column: 1 },
      because: "The build fails, and nothing of this Kustomization is applied.",
      mend: "Write ${NAME} for Flux to substitute, or put the expression in quotes.",
    });
  }
  const isShared =
    folder === undefined || /(?:^|\/)(?:base|common|shared|components?|templates?|lib|global)(?:\/|$)/.test(folder);
  if (isShared || !belongs(where.file) || belongs(`${folder}/kustomization.yaml`)) return;
  result.notices.push({
    severity: "warning",
    subject,
    expected: "a folder of this cluster",
    actual: `it builds ${folder}, another cluster's`,
    where,
    because: "What is meant for the other cluster is applied to this one.",
    mend: "Name this cluster's folder.",
  });
}
