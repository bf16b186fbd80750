import path from "node:path";
import { defineConfig, type ViteUserConfig } from "vitest/config";
import { plainRun } from "./bin/plain.ts";

/**
 * A plain `npx vitest run`: the suites against the cluster that ASSAY_CLUSTER names (default: the embedded lab), told
 * by vitest's own reporter and by the run's evidence. `npm test` is the same with flags, progress and exit codes.
 */
export default defineConfig(async (): Promise<ViteUserConfig> => {
  return { test: await plainRun(path.resolve(import.meta.dirname)) };
});
