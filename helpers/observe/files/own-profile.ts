/**
 * Whether a file of a checkout is a profile of assay, which lists releases and nodes as helmfile and talhelper do, and
 * configures nothing. By its place (see `helpers/call/own-profiles.ts`), or by the schema that its first lines name; never
 * an object of Kubernetes.
 */
export function isOwnProfile(file: string, text: string): boolean {
  if (/^(?:kind|apiVersion):/m.test(text) || !/^name:/m.test(text)) return false;
  return PLACE.test(file) || SCHEMA.test(text.slice(0, HEAD));
}

const PLACE = /^(?:assay\/[^/]+|clusters\/[^/]+\/assay)\.yaml$/;
const SCHEMA = /^#.*\$schema=\S*\bassay\/\S*profile\.schema\.json/m;
const HEAD = 2_000;
