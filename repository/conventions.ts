import type { OpenProfile } from "../clusters/profile.ts";
import { goDuration, inWords } from "../clusters/notation/duration.ts";
import { at, baseOf, get, isUnresolved, textAt, type Path } from "./yaml/documents.ts";
import type { Files, Manifest } from "./yaml/files.ts";
import { isAside } from "./yaml/files.ts";
import type { RepositoryNotice } from "./finding.ts";
import { isFluxKustomization, isHelmRelease } from "./flux/kustomizations.ts";
import type { Repository } from "./model.ts";

type Conventions = NonNullable<OpenProfile["policies"]["conventions"]>;

/** What is written otherwise than the profile's conventions ask. Only conventions that the profile names are judged. */
export function unlikeTheHouse(
  repository: Repository,
  { conventions, yamlExtension }: OpenProfile["policies"],
): RepositoryNotice[] {
  const { files, manifests, belongs } = repository;
  const extensions = yamlExtension === undefined ? [] : otherwiseNamed(files, yamlExtension, belongs);
  if (!conventions) return extensions;
  const own = manifests.filter(({ document }) => belongs(document.file));
  return [...extensions, ...own.flatMap((one) => [...ofHelmRelease(one, conventions), ...ofKind(one, conventions)])];
}

const HOUSE = "The house has one way, so that people and tools find and compare things without looking twice.";

/** Files with another extension, except those whose tool looks for that name, like `.sops.yaml`. */
const otherwiseNamed = (files: Files, extension: string, belongs: Repository["belongs"]): RepositoryNotice[] =>
  files.all.flatMap(({ path, yaml }) => {
    const actual = /\.(ya?ml)$/.exec(path)?.[1];
    if (!yaml || actual === undefined || actual === extension || isAside(path) || !belongs(path)) return [];
    if (baseOf(path).startsWith(".") || path.startsWith(".github/")) return [];
    return [
      {
        severity: "policy",
        subject: `file/${path}`,
        expected: `a name that ends in .${extension}`,
        actual: `.${actual}`,
        where: { file: path, line: 1, column: 1 },
        because: HOUSE,
        mend: `git mv ${path} ${path.replace(/ya?ml$/, extension)}, and what names it.`,
      },
    ];
  });

const subjectOf = ({ kind, namespace, name }: Manifest): string =>
  [kind.toLowerCase(), namespace, name].filter(Boolean).join("/");

function ofHelmRelease(one: Manifest, { helmRelease, retries }: Conventions): RepositoryNotice[] {
  const { document, apiVersion } = one;
  if (!isHelmRelease(one)) return [];
  const notices: RepositoryNotice[] = [];
  const unlike = (expected: string, actual: string, path: Path): void =>
    void notices.push({
      severity: "policy",
      subject: subjectOf(one),
      expected,
      actual,
      where: at(document, path),
      because: HOUSE,
      mend: `Write ${expected}.`,
    });
  if (helmRelease !== undefined && apiVersion !== helmRelease)
    unlike(`apiVersion: ${helmRelease}`, apiVersion, ["apiVersion"]);
  for (const action of retries === undefined ? [] : ["install", "upgrade"]) {
    const path = ["spec", action, "remediation", "retries"];
    const written = textAt(document.value, ...path);
    if (written !== undefined && (isUnresolved(written) || Number(written) < 0 || Number(written) >= (retries ?? 0)))
      continue;
    unlike(`${action}.remediation.retries: ${retries}`, written ?? "not set", path);
  }
  return notices;
}

function ofKind(one: Manifest, { intervals, fileNames }: Conventions): RepositoryNotice[] {
  const { kind, document } = one;
  // the other Kustomization is kustomize's
  if (kind === "Kustomization" && !isFluxKustomization(one)) return [];
  const [interval, fileName] = [intervals[kind], fileNames[kind]];
  const written = textAt(document.value, "spec", "interval");
  const notice = { severity: "policy", subject: subjectOf(one), because: HOUSE } as const;
  const notices: RepositoryNotice[] = [];
  if (interval !== undefined && get(document.value, "spec") !== undefined && !isUnresolved(written ?? ""))
    if (written === undefined || goDuration(written) !== interval)
      notices.push({
        ...notice,
        expected: `interval: ${inWords(interval)}`,
        actual: written ?? "not set",
        where: at(document, ["spec", "interval"]),
        mend: `Write interval: ${inWords(interval)}.`,
      });
  if (fileName !== undefined && baseOf(document.file) !== fileName)
    notices.push({
      ...notice,
      expected: `in a file ${fileName}`,
      actual: baseOf(document.file),
      where: at(document),
      mend: `Move it to ${fileName}.`,
    });
  return notices;
}
