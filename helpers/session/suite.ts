import type { PlannedCheck, Suite } from "./plan.ts";

export { verify } from "./plan.ts";

// the launcher reads suites as data: it needs neither vitest's runtime nor a client
const worker = "__vitest_worker__" in globalThis ? await import("./worker.ts") : undefined;

/**
 * A suite: one file, with one vitest test for each check, in order. Outside vitest's worker it is plain data, from
 * which the launcher knows what will run.
 */
export function suite(name: string, title: string, rows: PlannedCheck[]): Suite {
  const it: Suite = { name, title, rows };
  worker?.register(it);
  return it;
}
