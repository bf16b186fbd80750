import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { hiddenMaker, repositoryFrom, withoutRepository } from "../../../repository/model.ts";
import { storagePieces } from "../../../repository/storage.ts";

/**
 * A house rule and no law: the author of the seeds took storage off the apps cluster (k8s-gitops cde7fe7) and brought it
 * back on purpose the day after (53cdb08). The profile says what may stand here, and why.
 */
export default repositoryCriterion({
  id: "repository/storage-runs-where-it-belongs",
  title: "Storage operators stand only on the clusters that the profile allows",
  fails: "Storage operators on a cluster that may not have them",
  why: "An operator on a cluster without disks of its own never gets healthy, and what waits for it waits for ever.",
  serves: ["S3"],
  needs: ["repository"],
  restsOn: ["repository/dependencies-resolve"],
  advice:
    "flux tree kustomization <flux-kustomization> -n <flux-namespace>; policies.storage of the profile says what belongs here",
  seeks: "releases of helmfile states, and what Flux applies",

  irrelevant: (profile) =>
    withoutRepository(profile) ??
    (profile.policies.storage ? undefined : "the profile has no policy about storage (policies.storage)"),

  examine({ repository: checkout }, { profile }) {
    const repository = repositoryFrom(checkout, profile);
    const result: RepositoryExamination = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const { allowed, reason } = profile.policies.storage ?? { allowed: [], reason: "" };
    for (const { operator, subject, what, where, external } of storagePieces(repository)) {
      result.examined += 1;
      if (external) result.remarks.push(`${subject}: it reaches storage that stands elsewhere`);
      else if (!allowed.includes(operator))
        result.findings.push({
          subject,
          expected: allowed.length > 0 ? `no storage operator but ${allowed.join(", ")}` : "no storage operator",
          actual: `${what} brings ${operator}`,
          where,
          because: `The profile's policy: ${reason}`,
          mend: `Take it out of this cluster's tree, or allow ${operator} in the profile's policies.storage.`,
        });
    }
    // none at all is what the policy may want, where everything was seen
    const hidden = hiddenMaker(repository);
    if (hidden !== undefined) result.unseen.push({ subject: "storage", reason: hidden });
    else if (result.examined === 0 && repository.tree.objects.length > 0) result.examined = 1;
    return result;
  },
});
