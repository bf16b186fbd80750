import type { RepositoryFinding, RepositoryNotice } from "../finding.ts";
import type { Repository } from "../model.ts";
import { startOf } from "../finding.ts";
import { absenceOf } from "../yaml/files.ts";
import { kustomizationOf } from "./build.ts";

/**
 * Files that a kustomization.yaml lists and Git does not have: Flux builds from Git. What was not added yet is a warning,
 * because a commit may be on its way.
 */
export function absentInBuilds({ tree, files }: Repository): {
  findings: RepositoryFinding[];
  notices: RepositoryNotice[];
} {
  const told = new Set<string>();
  const findings: RepositoryFinding[] = [];
  const notices: RepositoryNotice[] = [];
  for (const { name, namespace, folder, build } of tree.kustomizations) {
    // without a kustomization.yaml Flux takes what there is
    if (folder === undefined || !kustomizationOf(files, folder)) continue;
    for (const path of build.files) {
      const file = files.file(path);
      const why = absenceOf(file);
      if (why === undefined || told.has(path)) continue;
      told.add(path);
      const found: RepositoryFinding = {
        subject: `file/${path}`,
        expected: `${path} in Git: Kustomization ${namespace || "-"}/${name} builds it`,
        actual: `${why}: Flux does not have it`,
        where: startOf(path),
        because: "The build fails, and nothing of this Kustomization is applied.",
        mend: `git add --force ${path}, or take it out of what lists it.`,
      };
      if (file?.ignored !== undefined) findings.push(found);
      else notices.push({ ...found, severity: "warning" });
    }
  }
  return { findings, notices };
}
