import type { Scenario } from "../scenario.ts";
import { REPOSITORY_BOOTSTRAP } from "./repository-bootstrap.ts";
import { REPOSITORY_FILES } from "./repository-files.ts";
import { REPOSITORY_KUSTOMIZATIONS } from "./repository-kustomizations.ts";
import { REPOSITORY_NETWORK } from "./repository-network.ts";
import { REPOSITORY_PAIRS } from "./repository-pairs.ts";
import { REPOSITORY_RELEASES } from "./repository-releases.ts";

/** facts/gitops.md §2 and §7, over the lab's small checkout: the fault found before the bootstrap. */
export const REPOSITORY: readonly Scenario[] = [
  ...REPOSITORY_FILES,
  ...REPOSITORY_BOOTSTRAP,
  ...REPOSITORY_KUSTOMIZATIONS,
  ...REPOSITORY_RELEASES,
  ...REPOSITORY_NETWORK,
  ...REPOSITORY_PAIRS,
];
