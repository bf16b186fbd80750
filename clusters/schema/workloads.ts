import { z } from "zod";
import { duration } from "./duration.ts";
import { nonBlank } from "./formats.ts";

const excused = (what: string) =>
  z.strictObject({
    namespace: z.string().describe(`Namespace of the ${what}.`),
    name: z.string().describe(`Name of the ${what}; an asterisk stands for any characters.`),
    reason: nonBlank("a reason").describe("Why that is accepted: the report says it."),
  });

export const workloads = z
  .strictObject({
    mayFail: z
      .array(excused("pod"))
      .default([])
      .describe("Pods that need not run and may restart, each with its reason."),
    restartBudget: z
      .number()
      .int()
      .nonnegative()
      .default(5)
      .describe("How often one container may have restarted since its pod was made."),
    steadyFor: duration
      .prefault("30s")
      .describe(
        "Length of the steady window at the end of a run, in which no container may restart and nothing that passed may stop passing.",
      ),
    metrics: z
      .boolean()
      .default(true)
      .describe(
        "Whether the API metrics.k8s.io must answer for every node. false makes workloads/resource-metrics-answer not applicable.",
      ),
    mayPend: z
      .array(excused("PersistentVolumeClaim"))
      .default([])
      .describe("PersistentVolumeClaims that may be unbound, each with its reason."),
  })
  .prefault({})
  .describe("What holds for all pods, containers and claims of the cluster.");
