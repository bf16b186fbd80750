import { productOfGroup } from "./products.ts";
import { baseOf, isUnresolved } from "../yaml/documents.ts";

/**
 * Whether a chart or URL that is not known may bring CRDs of a group. It may not where its name says whose it is: a file
 * `<group>_<plural>.yaml`, as controller-gen names them, or a project's own repository or chart that shares no word with
 * the group or the product. Collections (`crds`, `manifests`, somebody's own repository) may hold anything.
 */
export function mayBring(what: string, group: string): boolean {
  if (what === "" || isUnresolved(what)) return true;
  const file = /^([a-z0-9.-]+\.[a-z]+)_[a-z0-9]+\.ya?ml$/.exec(baseOf(what));
  if (file) return file[1] === group;
  const project = projectOf(what);
  if (project === undefined || COLLECTION.test(project.name)) return true;
  const own = [...wordsOf(project.owner), ...wordsOf(project.name)];
  const wanted = [...wordsOf(group), ...wordsOf(productOfGroup(group)?.name ?? "")];
  return own.some((one) => wanted.some((other) => one.includes(other) || other.includes(one)));
}

/** The project of a URL of GitHub's, or of a chart in a registry; `undefined` where it does not say one. */
function projectOf(what: string): { owner: string; name: string } | undefined {
  const [, owner, name] =
    /^https:\/\/(?:raw\.githubusercontent|github)\.com\/([^/]+)\/([^/]+)\//.exec(what) ??
    /^(?:oci:\/\/)[^/]+\/(?:.*\/)?([^/]+)\/([^/:@]+)$/.exec(what) ??
    [];
  return owner === undefined || name === undefined ? undefined : { owner, name: name.toLowerCase() };
}

/** Repositories and charts that gather what several projects make. */
const COLLECTION =
  /^crds?$|crds?-(?:catalog|schemas?)|schemas?|manifests?|home-?(?:ops|lab)|gitops|cluster|infra|k8s|kube|bundle|catalog|umbrella|stack/;

/** Words that tell projects apart; endings of domains and words that many share do not. */
const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2 && !COMMON.has(word));

const COMMON = new Set([
  "com",
  "dev",
  "net",
  "org",
  "sigs",
  "k8s",
  "charts",
  "chart",
  "helm",
  "operator",
  "controller",
  "crds",
  "crd",
  "api",
]);
