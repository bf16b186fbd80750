import { type RepositoryFinding } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { at, get, isUnresolved, list, textAt } from "../../../repository/yaml/documents.ts";
import type { FluxRelease } from "../../../repository/flux/helm-releases.ts";
import type { HelmfileRelease } from "../../../repository/helmfile/release.ts";
import { repositoryFrom, withoutRepository } from "../../../repository/model.ts";
import { isExact, isLoose, isMoving, looseImages } from "../../../repository/helmfile/pinning.ts";
import type { Manifest } from "../../../repository/yaml/files.ts";
import type { FluxTree } from "../../../repository/flux/kustomizations.ts";

type Result = RepositoryExamination;

/**
 * A warning; but an error where the bootstrap itself installs whatever is newest,
 * because nobody can tell what the next one installs (docs/adr/0009).
 */
export default repositoryCriterion({
  id: "repository/charts-are-pinned",
  title: "Charts have exact versions, and images fixed tags: no range, no latest",
  fails: "A chart or image is not pinned",
  why: "The next bootstrap installs something that nobody has tried.",
  serves: ["S2"],
  needs: ["repository"],
  restsOn: ["repository/yaml-is-sound", "repository/dependencies-resolve"],
  advice: "grep -rnE 'semver:|tag: *latest|version: *[~^>*]' <checkout>",
  seeks: "releases of helmfile states, HelmReleases and their sources, images of workloads",

  irrelevant: (profile) =>
    withoutRepository(profile) ??
    (profile.flux !== undefined || profile.releases.length > 0
      ? undefined
      : "the profile names no release and no Flux"),

  examine({ repository }, { profile }) {
    const { helmfiles, releases, tree, manifests, belongs } = repositoryFrom(repository, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    for (const { file, uncertain } of helmfiles)
      for (const reason of uncertain) result.unseen.push({ subject: `file/${file}`, reason });
    for (const release of helmfiles.flatMap((state) => state.releases)) judgeHelmfile(release, result);
    // what two Kustomizations apply is told once
    const documents = new Set(releases.map(({ object }) => object.document));
    for (const document of documents) {
      const release = releases.find(({ object }) => object.document === document);
      if (release) judgeFlux(release, result);
    }
    judgeContainers(tree, result);
    const judged = new Set(releases.map(({ sourceObject }) => sourceObject?.document));
    const others = manifests.filter(({ document }) => belongs(document.file) && !judged.has(document));
    judgeSources(others, tree, result);
    // an empty tree, or releases that the profile names, say that this is the wrong checkout
    const isBare = documents.size === 0 && helmfiles.length === 0 && !others.some(({ kind }) => SOURCES.has(kind));
    return isBare && profile.releases.length === 0 && tree.objects.length > 0
      ? { ...result, inapplicable: NOTHING }
      : result;
  },
});

const SOURCES = new Set(["OCIRepository", "HelmRepository", "HelmChart", "GitRepository", "Bucket"]);

const NOTHING = "the checkout has no helmfile release, no HelmRelease and no workload that Flux applies";

const FIX_IMAGE = "Write the tag that was tried, or the digest behind it.";

const REASON = "Each bootstrap may install another version, and a new one breaks it without any commit.";

function judgeHelmfile(release: HelmfileRelease, result: Result): void {
  const { name, namespace, chart, version, optional, where } = release;
  const subject = `release/${namespace}/${name}`;
  const told = (finding: Omit<RepositoryFinding, "subject">, isNewest: boolean): void => {
    if (optional || !isNewest) result.notices.push({ subject, ...finding, severity: "warning" });
    else result.findings.push({ subject, ...finding });
  };
  if (chart?.text === undefined) {
    result.unseen.push({ subject, reason: "its chart is not known before helmfile renders it" });
    return;
  }
  if (version && version.text === undefined) {
    result.unseen.push({ subject, reason: "its version is not known before helmfile renders it" });
    return;
  }
  result.examined += 1;
  // a chart of this checkout is as the commit has it
  const isLocal = /^\.{0,2}\//.test(chart.text) || chart.text.endsWith(".tgz");
  const written = version?.text ?? /@(sha256:[0-9a-f]{64})$/.exec(chart.text)?.[0];
  if (!isLocal && (written === undefined || !isExact(written)))
    told(
      {
        expected: "an exact version of its chart",
        actual: written === undefined ? "it names none: helmfile installs the newest" : `version ${written}`,
        where: version?.where ?? where,
        because: REASON,
        mend: "Write the version that was tried, like 1.2.3.",
      },
      written === undefined || written === "*" || isMoving(written),
    );
  for (const { image } of looseImages(release.values.known))
    result.notices.push({
      subject,
      severity: "warning",
      expected: "an image with a fixed tag",
      actual: image,
      where,
      because: "What this tag means changes without any commit.",
      mend: FIX_IMAGE,
    });
}

function judgeFlux(release: FluxRelease, result: Result): void {
  const { object, source, sourceObject, version, where } = release;
  const subject = `helmrelease/${release.namespace}/${release.name}`;
  const warn = (finding: Omit<RepositoryFinding, "subject">): void =>
    void result.notices.push({ subject, ...finding, severity: "warning" });
  for (const { path, image } of looseImages(get(object.value, "spec", "values")))
    warn({
      expected: "an image with a fixed tag",
      actual: image,
      where: at(object.document, ["spec", "values", ...path]),
      because: "What this tag means changes without any commit.",
      mend: FIX_IMAGE,
    });
  // a chart from Git or a bucket is as its source has it: https://fluxcd.io/flux/components/source/helmcharts/#version
  if (["GitRepository", "Bucket", "ExternalArtifact"].includes(source.kind)) return;
  if (source.kind === "OCIRepository" && !sourceObject) {
    result.remarks.push(`${subject}: its ${source.kind} ${source.name} is not in the tree`);
    return;
  }
  if (version && version.text === undefined) {
    result.remarks.push(`${subject}: its version is not known before it is substituted`);
    return;
  }
  result.examined += 1;
  const reference = get(sourceObject?.value, "spec", "ref");
  const byReference = get(object.value, "spec", "chart", "spec") === undefined;
  if (byReference && textAt(reference, "digest") !== undefined) return;
  const tag = byReference && textAt(reference, "semver") === undefined ? version?.text : undefined;
  if (tag !== undefined ? !isMoving(tag.split("@")[0] ?? "") : isExact(version?.text ?? "")) return;
  warn({
    expected: "an exact version of its chart",
    actual: version?.text === undefined ? "it names none: Flux installs the newest" : `version ${version.text}`,
    where: version?.where ?? (sourceObject && byReference ? at(sourceObject.document, ["spec"]) : where),
    because: REASON,
    mend: byReference ? "Write ref.tag with the version that was tried." : "Write the version that was tried.",
  });
}

/** Sources that no release takes its chart from, or that nothing applies yet: nobody looks at them meanwhile. */
function judgeSources(manifests: readonly Manifest[], { objects }: FluxTree, result: Result): void {
  const reached = new Set(objects.map(({ object }) => object.document));
  for (const { kind, name, document } of manifests) {
    const range = kind === "OCIRepository" ? textAt(document.value, "spec", "ref", "semver") : undefined;
    if (range === undefined || isExact(range) || isUnresolved(range)) continue;
    const isReached = reached.has(document);
    result.notices.push({
      subject: `ocirepository/${name}`,
      severity: isReached ? "warning" : "information",
      expected: "an exact version of its artifact",
      actual: `semver ${range}${isReached ? "" : ", and nothing that Flux applies reaches it"}`,
      where: at(document, ["spec", "ref", "semver"]),
      because: REASON,
      mend: "Write ref.tag with the version that was tried.",
    });
  }
}

/** Containers of what Flux applies as it stands. */
function judgeContainers({ objects }: FluxTree, result: Result): void {
  for (const { object } of objects) {
    const template = TEMPLATES[object.kind];
    if (!template) continue;
    for (const key of ["initContainers", "containers"]) {
      for (const [index, container] of list(get(object.value, ...template, key)).entries()) {
        const image = textAt(container, "image");
        if (image === undefined || isUnresolved(image)) continue;
        result.examined += 1;
        if (!isLoose(image)) continue;
        result.notices.push({
          subject: `${object.kind.toLowerCase()}/${object.namespace ?? ""}/${object.name}`,
          severity: "warning",
          expected: "an image with a fixed tag",
          actual: image,
          where: at(object.document, [...template, key, index, "image"]),
          because: "What this tag means changes without any commit.",
          mend: FIX_IMAGE,
        });
      }
    }
  }
}

const TEMPLATES: Record<string, string[] | undefined> = {
  Pod: ["spec"],
  Deployment: ["spec", "template", "spec"],
  DaemonSet: ["spec", "template", "spec"],
  StatefulSet: ["spec", "template", "spec"],
  Job: ["spec", "template", "spec"],
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
};
