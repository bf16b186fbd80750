import { defineConfig, type ViteUserConfig } from "vitest/config";
// @ts-expect-error -- a plain module, because it runs before any TypeScript can
import { bundled } from "./bin/bundle.mjs";

/**
 * A plain `npx vitest run`: the suites against the cluster that ASSAY_CLUSTER names (default: the embedded lab), told
 * by vitest's own reporter and by the run's evidence. `npm test` is the same with flags, progress and exit codes.
 */
export default defineConfig(async (): Promise<ViteUserConfig> => {
  const { directRun } = (await import(
    `${(await bundled()) as string}/bin/vitest-direct.mjs`
  )) as typeof import("./bin/vitest-direct.ts");
  return { test: await directRun() };
});
