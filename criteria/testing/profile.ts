import { profileSchema, type Profile } from "../../clusters/profile.ts";
import type { z } from "zod";

/** A valid profile of one node; what a test is about is given as it would stand in YAML. */
export function profileOf(parts: Partial<z.input<typeof profileSchema>> = {}): Profile {
  return profileSchema.parse({
    name: "test",
    kubernetes: { endpoint: "https://10.25.11.10:6443", version: "v1.35.0" },
    nodes: [{ name: "cp1", address: "10.25.11.11", role: "control-plane" }],
    ...parts,
  });
}
