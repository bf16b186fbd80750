import { describe, expect, test } from "vitest";
import { profileSchema } from "../../clusters/profile.ts";
import { condition, edit, specOf } from "../faults/objects.ts";
import { machine, resource, serviceStops } from "../faults/talos.ts";
import type { Fault } from "../scenario.ts";
import { healthyWorld } from "../worlds/healthy.ts";
import { talosctlAnswers } from "./talosctl.ts";

const profile = profileSchema.parse({
  name: "three",
  kubernetes: { endpoint: "https://10.25.11.10:6443", version: "v1.35.0" },
  talos: { version: "v1.12.0", endpoints: ["10.25.11.10"] },
  nodes: [1, 2, 3].map((n) => ({ name: `cp${n}`, address: `10.25.11.1${n}`, role: "control-plane" })),
});
const healthy = healthyWorld(profile, { now: new Date("2026-11-21T12:00:00Z") });
const said = (fault: Fault = (world) => world) => talosctlAnswers(fault(healthy))["10.25.11.11 health"];
const lastCheck = (fault: Fault) => said(fault)?.stderr?.split(": ...\n").at(-1);
const TIMED_OUT = "healthcheck error: rpc error: code = DeadlineExceeded desc = context deadline exceeded\n";

/** The texts are what the real one printed. */
describe("talosctl health", () => {
  test("of a cluster that is well looks at every node and exits 0", () => {
    const { stderr = "", exit } = said() ?? {};
    expect(exit).toBe(0);
    expect(stderr.split("\n")[0]).toBe('discovered nodes: ["10.25.11.11" "10.25.11.12" "10.25.11.13"]');
    expect(stderr).toMatch(/waiting for all k8s nodes to report schedulable: OK\n$/);
  });

  test("stops at the first check that is not content", () => {
    const lost = condition("Node", "cp2", "Ready", { status: "Unknown", reason: "x", message: "x" });
    expect(said(lost)?.exit).toBe(1);
    expect(lastCheck(lost)).toBe(
      `waiting for all k8s nodes to report ready: some nodes are not ready: [cp2]\n${TIMED_OUT}`,
    );
    const cordoned = edit("Node", "cp3", (node) => {
      specOf(node)["unschedulable"] = true;
    });
    expect(lastCheck(cordoned)).toContain("schedulable: some nodes are not schedulable: [cp3]\n");
    const booting = resource("cp2", "machinestatus", "machine", (spec) => {
      spec["stage"] = "booting";
    });
    expect(lastCheck(booting)).toContain("boot sequence: nodes are not running: booting: [10.25.11.12]\n");
  });

  test("tells of services as Go's multierror does", () => {
    const unhealthy = resource("cp2", "services", "kubelet", (spec) => {
      spec["healthy"] = false;
    });
    expect(lastCheck(unhealthy)).toBe(
      `waiting for kubelet to be healthy: 1 error occurred:\n\t* 10.25.11.12: service is not healthy: kubelet\n\n\n${TIMED_OUT}`,
    );
    expect(lastCheck(serviceStops("cp3", "etcd"))).toMatch(/^waiting for etcd to be healthy: 1 error occurred:\n/);
  });

  test("waits for a machine that is silent until its time is over", () => {
    const silent = machine("cp2", (node) => {
      node.trouble = "silence";
    });
    expect(said(silent)?.stderr).toBe(
      `discovered nodes: ["10.25.11.11" "10.25.11.12" "10.25.11.13"]\nwaiting for etcd to be healthy: ...\n${TIMED_OUT}`,
    );
  });
});
