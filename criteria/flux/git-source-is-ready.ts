import { criterion, each, type Finding } from "../criterion.ts";
import { findFlux, notReady, type FluxObject } from "../derive/flux.ts";
import { servedRevision, withoutCredentials } from "../derive/flux-source.ts";

/**
 * The only thing that tells of a dead source is this object's Ready condition: its old artifact, ArtifactInStorage,
 * every Kustomization, the FluxInstance and `flux check` stay green (seen, source-controller 1.7.3).
 * https://fluxcd.io/flux/components/source/gitrepositories/#reference
 */
export default criterion({
  id: "flux/git-source-is-ready",
  title: "The Git source is Ready, follows the profile's ref, and serves its newest revision",
  fails: "Flux cannot fetch from Git",
  why: "A source that cannot fetch freezes the cluster at its last commit while everything stays green.",
  serves: ["AC4", "T5", "VC"],
  needs: ["gitRepositories"],
  restsOn: [
    "crds/required-are-established",
    "flux/instance-is-ready",
    "flux/deploy-key-is-in-place",
    "flux/controllers-are-ready",
  ],
  advice:
    "kubectl -n <namespace> describe gitrepository <name>; flux reconcile source git <name> -n <namespace>; kubectl -n <namespace> logs deployment/source-controller",

  irrelevant: (profile) => (profile.flux ? undefined : "the profile has no Flux"),

  examine({ gitRepositories }, { profile }) {
    const { namespace = "", source } = profile.flux ?? {};
    if (!source) return { examined: 0, findings: [] };
    const subject = `gitrepository/${namespace}/${source.name}`;
    const repository = findFlux(gitRepositories, source.name, namespace);
    return each([repository], () => {
      if (!repository) return { subject, expected: "a GitRepository", actual: "none" };
      return [
        notReady({ kind: "GitRepository", object: repository }),
        otherUrl(subject, source.url, repository),
        otherRef(subject, source.ref, repository),
        otherRevision(subject, source, repository),
      ].filter((finding) => finding !== undefined);
    });
  },
});

function otherUrl(subject: string, expected: string, { spec }: FluxObject): Finding | undefined {
  if (spec?.url === expected) return undefined;
  return {
    subject,
    expected: `URL ${withoutCredentials(expected)}`,
    actual: withoutCredentials(spec?.url ?? "no URL"),
    hopeless: true,
  };
}

function otherRef(subject: string, wanted: string, repository: FluxObject): Finding | undefined {
  const expected = wanted.includes("/") || wanted.startsWith("semver:") ? wanted : `refs/heads/${wanted}`;
  const actual = followed(repository);
  return actual === expected ? undefined : { subject, expected: `follows ${expected}`, actual, hopeless: true };
}

/** In the controller's order of precedence; `name` must be a full ref (`main` is refused), no ref at all means master. */
function followed({ spec }: FluxObject): string {
  const { commit, name, semver, tag, branch } = spec?.ref ?? {};
  if (commit) return `commit ${commit}`;
  if (name) return name.startsWith("refs/") ? name : `ref.name ${name}, which is no full ref`;
  if (semver) return `semver:${semver}`;
  if (tag) return `refs/tags/${tag}`;
  return `refs/heads/${branch || "master"}`;
}

/** The revision reads `refs/heads/main@sha1:<40>` for `ref.name` and `main@sha1:<40>` for `ref.branch`. */
/** source-controller 1.7.3 serves 75 bytes of a checkout in which everything is ignored; a kustomization.yaml alone is more. */
const EMPTY_BYTES = 128;

function otherRevision(
  subject: string,
  { ref, commit }: { ref: string; commit?: string | undefined },
  repository: FluxObject,
): Finding | undefined {
  const revision = servedRevision(repository);
  const since = repository.status?.artifact?.lastUpdateTime;
  const size = repository.status?.artifact?.size;
  if (size !== undefined && size < EMPTY_BYTES)
    return { subject, expected: "an artifact with files in it", actual: `an artifact of ${size} bytes`, since };
  if (!revision) return { subject, expected: "an artifact with a revision", actual: "no revision in its artifact" };
  const [, name, hash] = /^(?:(.*)@)?(?:sha1|sha256):([0-9a-f]+)$/.exec(revision) ?? [];
  if (hash === undefined) return { subject, expected: "a revision with a commit", actual: revision, since };
  if (name !== undefined && !ref.startsWith("semver:") && short(name) !== short(ref))
    return { subject, expected: `a revision of ${ref}`, actual: revision, since };
  if (commit === undefined || hash.startsWith(commit)) return undefined;
  return { subject, expected: `commit ${commit}`, actual: revision, since };
}

const short = (ref: string): string => ref.replace(/^refs\/(heads|tags)\//, "");
