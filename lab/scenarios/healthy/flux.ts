import { prints } from "../../faults/commands.ts";
import { notReady, suspended } from "../../faults/flux.ts";
import { add } from "../../faults/objects.ts";
import type { Scenario } from "../../scenario.ts";

/** What looks wrong or odd of Flux, and is well. */
export const HEALTHY_FLUX: readonly Scenario[] = [
  {
    name: "suspended-on-purpose",
    title: "A suspended HelmRelease, which the profile allows",
    from: "the purpose of a check",
    profile: (lab) => ({
      ...lab,
      ...(lab.flux && {
        flux: {
          ...lab.flux,
          mayBeSuspended: [{ kind: "HelmRelease", namespace: "monitoring", name: "grafana", reason: "held at 10.1" }],
        },
      }),
    }),
    faults: [suspended("HelmRelease", "monitoring/grafana")],
  },
  {
    name: "flux-cli-news",
    title: "`flux check` tells of a newer CLI: `✗ flux 2.7.5 <2.9.4`",
    from: "a known failure of commands",
    trouble: true,
    faults: [
      prints("flux", "check", ({ stderr = "", ...rest }) => ({
        ...rest,
        stderr: stderr.replace(
          "► checking prerequisites\n",
          "► checking prerequisites\n✗ flux 2.7.5 <2.9.4 (new CLI version is available, please upgrade)\n",
        ),
      })),
    ],
  },
  {
    name: "helm-chart-orphaned",
    title:
      "A HelmRelease was suspended and taken out of Git, as one should: its HelmChart is left, Ready=False for ever",
    from: "a real cluster",
    faults: [
      add({
        ...{ apiVersion: "source.toolkit.fluxcd.io/v1", kind: "HelmChart" },
        metadata: { name: "kube-system-coredns", namespace: "flux-system", ...{ generation: 1 } },
        spec: { chart: "./charts/coredns", sourceRef: { kind: "GitRepository", name: "flux-system" }, interval: "1h" },
        status: { observedGeneration: 1 },
      }),
      notReady(
        "HelmChart",
        "flux-system/kube-system-coredns",
        "ChartPullError",
        "invalid chart reference: stat /tmp/charts/coredns: no such file or directory",
      ),
    ],
  },
  {
    name: "oci-helm-repository",
    title: "A HelmRepository of type oci, which no controller gives a status",
    from: "the source code of the tools",
    faults: [
      add({
        ...{ apiVersion: "source.toolkit.fluxcd.io/v1", kind: "HelmRepository" },
        metadata: { name: "ghcr", namespace: "flux-system" },
        spec: { type: "oci", url: "oci://ghcr.io/charts", interval: "1h" },
      }),
    ],
  },
];
