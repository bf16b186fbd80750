import { isRecord, text, type Path } from "../yaml/documents.ts";

/**
 * Whether a chart version names one version: `1.2.3`, `v1.2.3-rc.1+build`, with or without a digest. Everything else is
 * a constraint to Helm, `1.2` too: https://helm.sh/docs/helm/helm_install/ ("a version constraint"),
 * https://github.com/Masterminds/semver#checking-version-constraints
 */
export const isExact = (version: string): boolean =>
  /@sha256:[0-9a-f]{64}$/.test(version) || /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version);

/** A tag of an OCI artifact is taken as it stands; these are moved by their publishers. */
export const isMoving = (tag: string): boolean =>
  /^(?:latest|main|master|develop|dev|edge|nightly|stable|rolling|head|canary|unstable|next|beta|release)$/i.test(tag);

/** An image that names no fixed content, with where it stands in the values. */
export interface LooseImage {
  path: Path;
  image: string;
}

/**
 * Images without a tag, or with one that is moved, as containers and charts' values name them: `image: x:latest`, and
 * `image: { repository: x, tag: latest }`. A chart's own default tag is exact by the chart's version: no tag is well.
 */
export function looseImages(value: unknown, path: Path = []): LooseImage[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => looseImages(item, [...path, index]));
  if (!isRecord(value)) return [];
  const own: LooseImage[] = [];
  const [repository, tag] = [text(value["repository"]), text(value["tag"])];
  if (repository !== undefined && tag !== undefined && text(value["digest"]) === undefined && isMoving(tag))
    own.push({ path: [...path, "tag"], image: `${repository}:${tag}` });
  return [...own, ...Object.entries(value).flatMap(([key, item]) => looseImages(item, [...path, key]))];
}

/** Of a container: here no tag is `latest`; a digest reads like a tag that nobody moves. https://kubernetes.io/docs/concepts/containers/images/#image-names */
export function isLoose(image: string): boolean {
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || isMoving(tag);
}
