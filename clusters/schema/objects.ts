import { z } from "zod";

/** Namespace and name of an object; `what` is how people call it. */
export const namespaced = (what: string) =>
  z.strictObject({
    namespace: z.string().describe(`Namespace of the ${what}.`),
    name: z.string().describe(`Name of the ${what}.`),
  });

/** A workload that must be rolled out: its newest generation, with every replica ready. */
export const workload = z.strictObject({
  kind: z.enum(["Deployment", "DaemonSet", "StatefulSet"]).describe("Kind of the workload."),
  namespace: z.string().describe("Namespace of the workload."),
  name: z.string().describe("Name of the workload."),
});

/** `namespace/name`, by which objects of one kind are told apart. */
export const pathOf = ({ namespace = "", name }: { namespace?: string | undefined; name: string }): string =>
  namespace === "" ? name : `${namespace}/${name}`;
