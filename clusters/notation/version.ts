/** Whether two versions are the same but for a leading `v`; build metadata behind `+` counts only if both have it. */
export function sameVersion(one: string | undefined, other: string | undefined): boolean {
  if (!one || !other) return false;
  const [a = "", aBuild] = bare(one).split("+");
  const [b = "", bBuild] = bare(other).split("+");
  return a === b && (aBuild === undefined || bBuild === undefined || aBuild === bBuild);
}

/** Whether a version is the one wanted; one without patch (v1.35) takes any patch. */
export function versionFits(wanted: string, version: string): boolean {
  const [a, b] = [bare(wanted), bare(version)] as const;
  return /^\d+\.\d+$/.test(a) ? b === a || b.startsWith(`${a}.`) : sameVersion(a, b);
}

/** The tag of an image reference, without its digest: `reg:5000/a/b:v1@sha256:…` → `v1`. */
export function tagOf(image: string): string | undefined {
  const [name = ""] = image.split("@");
  const colon = name.lastIndexOf(":");
  return colon > name.lastIndexOf("/") ? name.slice(colon + 1) : undefined;
}

/** The last part of an image's path: `reg:5000/cilium/operator-generic:v1` → `operator-generic`. */
export function imageName(image: string): string {
  const [name = ""] = image.split("@");
  const last = name.slice(name.lastIndexOf("/") + 1);
  return last.split(":")[0] ?? last;
}

const bare = (version: string): string => version.replace(/^v/, "");
