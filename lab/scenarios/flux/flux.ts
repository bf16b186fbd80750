import { prints } from "../../faults/commands.ts";
import { condition, edit, remove, statusOf } from "../../faults/objects.ts";
import { deleted, scaledToZero, waits, CRASH_LOOP } from "../../faults/workloads.ts";
import type { Scenario } from "../../scenario.ts";
import { POD_CRASHES } from "../rows.ts";

/** Flux itself: its controllers, `flux check`, its instance. */
export const FLUX_ITSELF: readonly Scenario[] = [
  {
    name: "flux-controller-deleted",
    title: "notification-controller is deleted: `flux check` does not miss it",
    from: "a real cluster",
    trouble: true,
    faults: [
      deleted("Deployment", "flux-system/notification-controller"),
      prints("flux", "check", ({ stderr = "", ...rest }) => ({
        ...rest,
        stderr: stderr.replace(/✔ notification-controller.*\n►.*\n/, ""),
      })),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["flux/controllers-are-ready", "flux/check-passes"],
    },
  },
  {
    name: "helm-controller-deleted",
    title: "helm-controller is deleted: `flux check` passes, and no HelmRelease is looked at any more",
    from: "a real cluster",
    trouble: true,
    faults: [
      deleted("Deployment", "flux-system/helm-controller"),
      prints("flux", "check", ({ stderr = "", ...rest }) => ({
        ...rest,
        stderr: stderr.replace(/✔ helm-controller.*\n►.*\n/, ""),
      })),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["flux/controllers-are-ready", "flux/check-passes"],
    },
  },
  {
    name: "flux-controller-at-zero",
    title: "helm-controller is scaled to 0: `flux check` calls it ready",
    from: "a real cluster",
    trouble: true,
    faults: [scaledToZero("Deployment", "flux-system/helm-controller")],
    expect: { first: ["components/workloads-are-rolled-out"], falls: ["flux/controllers-are-ready"] },
  },
  {
    name: "expected-controller-was-never-there",
    title: "The profile expects the image automation controllers, and nobody installed them",
    from: "the purpose of a check",
    profile: (lab) => ({
      ...lab,
      ...(lab.flux && { flux: { ...lab.flux, controllers: [...lab.flux.controllers, "image-automation-controller"] } }),
    }),
    faults: [],
    expect: { first: ["flux/controllers-are-ready"], falls: ["flux/check-passes"] },
  },
  {
    name: "flux-check-may-not-list",
    title: "`flux check` passes for a user who may list nothing: its sections are empty",
    from: "a real cluster",
    trouble: true,
    faults: [
      prints("flux", "check", ({ stderr = "", ...rest }) => ({
        ...rest,
        stderr: stderr.replace(
          /(► checking controllers\n)[\s\S]*?(► checking crds\n)[\s\S]*?(✔ all checks passed)/,
          "$1$2$3",
        ),
      })),
    ],
    expect: { first: ["flux/check-passes"], unseen: ["flux/check-passes"] },
  },
  {
    name: "flux-check-fails",
    title: "`flux check` finds a controller that is not ready",
    from: "a real cluster",
    trouble: true,
    faults: [
      waits("Deployment", "flux-system/source-controller", CRASH_LOOP),
      prints("flux", "check", ({ stderr = "" }) => ({
        stderr: stderr
          .replace(
            "✔ source-controller: deployment ready",
            "✗ source-controller: timeout waiting for: [Deployment/flux-system/source-controller status: 'InProgress']",
          )
          .replace("✔ all checks passed", "✗ check failed"),
        exit: 1,
      })),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["flux/controllers-are-ready", "flux/check-passes", ...POD_CRASHES],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "flux-check-misses-a-crd",
    title: "`flux check` lists one CRD less, and passes",
    from: "a real cluster",
    trouble: true,
    faults: [
      remove("CustomResourceDefinition", "alerts.notification.toolkit.fluxcd.io"),
      prints("flux", "check", ({ stderr = "", ...rest }) => ({
        ...rest,
        stderr: stderr.replace(/✔ alerts\.notification.*\n/, ""),
      })),
    ],
    expect: { first: ["flux/check-passes"] },
  },
  {
    name: "flux-instance-failed",
    title: "The FluxInstance cannot be reconciled: its artifact is not to be had",
    from: "a real cluster",
    faults: [
      condition("FluxInstance", "flux-system/flux", "Ready", {
        status: "False",
        reason: "BuildFailed",
        message: "pulling artifact failed: GET https://ghcr.io/v2/: 403 Forbidden",
      }),
    ],
    expect: { first: ["flux/instance-is-ready"] },
  },
  {
    name: "flux-instance-of-another-version",
    title: "Flux runs another version than the profile's",
    from: "story 1.3",
    faults: [
      edit("FluxInstance", "flux-system/flux", (object) => {
        const status = statusOf(object);
        status["lastAppliedRevision"] =
          "v2.6.4@sha256:e7cfcbf45cffa8869c318ef8af2b2499fb3c33e35aa01f47fb5a0abea69c3f30";
        status["lastAttemptedRevision"] = status["lastAppliedRevision"];
      }),
    ],
    expect: { first: ["flux/instance-is-ready"] },
  },
];
