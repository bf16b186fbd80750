import { defineConfig } from "vitest/config";

/** assay's own tests. The suites that judge a cluster are run by `vitest.config.ts`. */
export default defineConfig({
  test: {
    include: [
      "{bin,clusters,criteria,diagnosis,evidence,helpers,kind,lab,observations,reports,repository,rules,stories,suites,timeline}/**/*.test.ts",
    ],
    testTimeout: 30_000,
    pool: "threads",
    isolate: false,
  },
});
