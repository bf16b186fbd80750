import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { inText } from "../../../repository/yaml/documents.ts";
import { repositoryFrom, withoutRepository } from "../../../repository/model.ts";
import { remoteManifests, type RemoteManifest } from "../../../repository/crds/remote-manifests.ts";
import type { RemoteAnswer } from "../../../observations/files.ts";

type Result = RepositoryExamination;

/** It happened: external-dns moved a manifest, Renovate bumped the URL, and nobody bootstrapped for 26 days. */
export default repositoryCriterion({
  id: "repository/remote-manifests-exist",
  title: "Every manifest that the bootstrap takes from a URL is pinned, and the URL answers",
  fails: "A URL of the bootstrap is not pinned or is dead",
  why: "A URL that a version bump broke stops the bootstrap, weeks after the bump.",
  serves: ["S0"],
  needs: ["repository"],
  wants: ["remoteManifests"],
  restsOn: ["repository/yaml-is-sound"],
  advice: "look up where the release of this version has its manifests",
  seeks: "URLs of manifests in helmfile states, tasks, scripts and Talos extraManifests",

  irrelevant: withoutRepository,

  examine({ repository: checkout, remoteManifests: answers }, { profile }) {
    const repository = repositoryFrom(checkout, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const all = remoteManifests(repository);
    for (const one of all) judge(one, answers, result);
    const { tasks, helmfiles, talos, tree } = repository;
    if (all.length === 0 && tasks.length + helmfiles.length + talos.length + tree.kustomizations.length > 0) {
      // what comes from nowhere else cannot be gone
      result.examined = 1;
      result.remarks.push("the bootstrap takes no manifest from a URL");
    }
    return result;
  },
});

function judge(one: RemoteManifest, answers: readonly RemoteAnswer[] | undefined, result: Result): void {
  const { url, where, by, asked, pinned } = one;
  const subject = `file/${where.file}`;
  // to look up another place helps only where the URL is known to be gone
  const next = asked !== undefined && /^[^\s'\p{C}]+$/u.test(asked) ? { next: `curl -fsSIL '${asked}'` } : {};
  const unseen = (reason: string): void =>
    void result.unseen.push({ subject, reason: `${url} (${inText(where)}) ${reason}`, ...next });
  result.examined += 1;
  if (asked === undefined) {
    unseen("is not known before its variables are, or is no address to ask by HTTPS");
    return;
  }
  if (!pinned)
    result.notices.push({
      subject,
      severity: "warning",
      expected: "a URL that names a version or a commit",
      actual: `${by} applies ${url}`,
      where,
      because: "What it gives changes from one bootstrap to the next, and may not fit the controllers' versions.",
      mend: "Put a release in the place of latest or the branch.",
    });
  const answer = answers?.find((other) => other.url === asked);
  if (!answer) unseen("was not asked: this run asks nobody");
  else if (answer.status === undefined) unseen(`could not be asked: ${answer.trouble ?? "no answer came"}`);
  else if (answer.status === 404 || answer.status === 410)
    result.findings.push({
      subject,
      expected: `${url} to answer`,
      actual: `it answers ${answer.status}`,
      where,
      hopeless: true,
      because: `What ${by} applies from there is missing, and what needs it fails.`,
      mend: "Look up where the release of this version has its manifests.",
      ...next,
    });
  else if (answer.status < 200 || answer.status >= 300) unseen(`answered ${answer.status}`);
}
