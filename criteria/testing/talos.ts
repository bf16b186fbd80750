/** One node's answer, as `PerNode` holds it. */
export const answered = (node: string, value: unknown): object => ({
  node,
  address: "10.25.11.11",
  look: { ok: true, value },
});

/** A node that could not be asked. */
export const silent = (node: string, message = "dial tcp 10.25.11.12:50000: connect: connection refused"): object => ({
  node,
  address: "10.25.11.12",
  look: { ok: false, trouble: { kind: "unreachable", message } },
});

/** A Talos resource with this id and spec, as `talosctl get -o json` prints it. */
export const resource = (id: string | number | boolean, spec: unknown): object => ({
  metadata: {
    namespace: "runtime",
    type: "Any.talos.dev",
    id,
    version: 1,
    phase: "running",
    created: "2026-11-21T11:40:00Z",
    updated: "2026-11-21T11:41:00Z",
  },
  node: "10.25.11.11",
  spec,
});
