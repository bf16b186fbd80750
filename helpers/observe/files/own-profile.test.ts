import { expect, test } from "vitest";
import { isOwnProfile } from "./own-profile.ts";

const PROFILE = "name: infra\nreleases: []\n";

test.each([
  ["assay/infra.yaml", PROFILE, true],
  ["clusters/infra/assay.yaml", PROFILE, true],
  ["clusters/infra/assay.yaml", "apiVersion: v1\nkind: ConfigMap\nname: x\n", false],
  ["assay/values.yaml", "releases: []\n", false],
  ["kubernetes/apps/assay/infra.yaml", PROFILE, false],
  [
    "ops/a.yaml",
    `# yaml-language-server: $schema=../node_modules/assay/clusters/profile.schema.json\n${PROFILE}`,
    true,
  ],
  ["ops/a.yaml", `# yaml-language-server: $schema=./values.schema.json\n${PROFILE}`, false],
])("%s is a profile: %s %s", (file, text, is) => expect(isOwnProfile(file, text)).toBe(is));
