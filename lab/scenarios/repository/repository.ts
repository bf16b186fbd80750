import type { Scenario } from "../../scenario.ts";
import { REPOSITORY_BLIND_SPOTS } from "./blind-spots.ts";
import { REPOSITORY_BOOTSTRAP } from "./bootstrap.ts";
import { REPOSITORY_FIELDS } from "./fields.ts";
import { REPOSITORY_FILES } from "./files.ts";
import { REPOSITORY_KUSTOMIZATIONS } from "./kustomizations.ts";
import { REPOSITORY_MENDS } from "./mends.ts";
import { REPOSITORY_NETWORK } from "./network.ts";
import { REPOSITORY_PAIRS } from "./pairs.ts";
import { REPOSITORY_STRANGERS } from "./strangers.ts";
import { REPOSITORY_REFERENCES } from "./references.ts";
import { REPOSITORY_RELEASES } from "./releases.ts";

/** Faults of public repositories, in the lab's small checkout: found before the bootstrap. */
export const REPOSITORY: readonly Scenario[] = [
  ...REPOSITORY_FILES,
  ...REPOSITORY_BOOTSTRAP,
  ...REPOSITORY_KUSTOMIZATIONS,
  ...REPOSITORY_REFERENCES,
  ...REPOSITORY_RELEASES,
  ...REPOSITORY_NETWORK,
  ...REPOSITORY_PAIRS,
  ...REPOSITORY_STRANGERS,
  ...REPOSITORY_BLIND_SPOTS,
  ...REPOSITORY_FIELDS,
  ...REPOSITORY_MENDS,
];
