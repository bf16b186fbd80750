import type { Fault } from "../scenario.ts";
import type { CommandAnswer } from "../world.ts";
import { everyCall } from "./commands.ts";
import { all, edit, part, type Json } from "./objects.ts";
import { nowhere, podsOf, waits, type Waiting } from "./workloads.ts";

/** What `cilium status -o json` says. */
export interface Status extends Json {
  pod_state: Record<
    string,
    { Desired: number; Ready: number; Available: number; Unavailable: number; Disabled?: boolean }
  >;
  pods_count: { all: number; by_cilium: number };
  cilium_status: Record<string, Json | null>;
  cilium_endpoints: Record<string, unknown>;
  errors?: Record<string, Record<string, { Errors: string[]; Warnings: string[]; Disabled?: boolean }>>;
}

/** Edits what every form of `cilium status` prints. */
export const ciliumSays = (change: (status: Status) => void): Fault =>
  everyCall("cilium", (answer): CommandAnswer => {
    if (!answer.stdout?.startsWith("{")) return answer;
    const status = JSON.parse(answer.stdout) as Status;
    if (!status.pod_state) return answer;
    change(status);
    return { ...answer, stdout: `${JSON.stringify(status, null, 2)}\n` };
  });

/** One agent's own words; the other agents stay as they are. */
export const agentSays =
  (node: string, change: (agent: Json) => void): Fault =>
  (world) => {
    const pod = agentOn(node)(world);
    return ciliumSays((status) => {
      change((status.cilium_status[pod] ??= {}));
    })(world);
  };

/** The agent's pod does not run, on one node or on all: its DaemonSet, its pods and the CLI say so. */
export const agentsWait =
  (waiting: Waiting, node?: string): Fault =>
  (world) => {
    const pods = podsOf(world, "DaemonSet", AGENTS)
      .filter(({ spec }) => node === undefined || (spec as Json)["nodeName"] === node)
      .map(({ metadata }) => metadata.name);
    return all(
      waits("DaemonSet", AGENTS, waiting, node),
      ciliumSays((status) => {
        const state = status.pod_state["cilium"];
        if (state) {
          state.Ready -= pods.length;
          state.Available -= pods.length;
          state.Unavailable = pods.length;
        }
        const errors = ((status.errors ??= {})["cilium"] ??= {});
        errors["cilium"] = { Errors: [`${pods.length} pods of DaemonSet cilium are not ready`], Warnings: [] };
        for (const pod of pods) {
          status.cilium_status[pod] = null;
          status.cilium_endpoints[pod] = null;
          errors[pod] = {
            Errors: [
              `unable to retrieve cilium status: container cilium-agent is in CrashLoopBackOff, exited with code 1`,
            ],
            Warnings: [],
          };
        }
      }),
    )(world);
  };

/** An agent whose machine is gone: the CLI cannot ask it, and counts it as unavailable. */
export const agentLost =
  (node: string): Fault =>
  (world) => {
    const name = agentOn(node)(world);
    return ciliumSays((status) => {
      status.cilium_status[name] = null;
      Object.assign(status.pod_state["cilium"] ?? {}, { Ready: 2, Available: 2, Unavailable: 1 });
      status.errors = {
        cilium: {
          [name]: {
            Errors: [
              "unable to retrieve cilium status: error dialing backend: dial tcp 10.25.21.12:10250: i/o timeout",
            ],
            Warnings: [],
          },
        },
      };
    })(world);
  };

/** The operator is gone: the CLI calls it disabled, and finds no error. */
export const componentDisabled = (name: string): Fault =>
  ciliumSays((status) => {
    const state = status.pod_state[name];
    if (state) status.pod_state[name] = { ...state, Desired: 0, Ready: 0, Available: 0, Disabled: true };
  });

export const componentUnready = (name: string, missing: number): Fault =>
  ciliumSays((status) => {
    const state = status.pod_state[name];
    if (state)
      Object.assign(state, {
        Ready: state.Ready - missing,
        Available: state.Available - missing,
        Unavailable: missing,
      });
  });

export const agentsNowhere = all(
  nowhere("kube-system/cilium"),
  ciliumSays((status) => {
    Object.assign(status.pod_state["cilium"] ?? {}, { Desired: 0, Ready: 0, Available: 0 });
    status.cilium_status = {};
    status.cilium_endpoints = {};
  }),
);

/** A key of the ConfigMap, with the write that a manager made of it so long ago. */
export const config = (data: Record<string, string | null>, agoSeconds?: number): Fault =>
  edit("ConfigMap", "kube-system/cilium-config", (object, { now }) => {
    const values = part(object, "data");
    for (const [key, value] of Object.entries(data)) {
      if (value === null) delete values[key];
      else values[key] = value;
    }
    const [written] = (object.metadata as { managedFields?: Json[] }).managedFields ?? [];
    if (written && agoSeconds !== undefined) {
      written["time"] = `${new Date(Date.parse(now) - agoSeconds * 1000).toISOString().slice(0, 19)}Z`;
    }
  });

const AGENTS = "kube-system/cilium";

const agentOn =
  (node: string) =>
  (world: Parameters<Fault>[0]): string => {
    const pod = podsOf(world, "DaemonSet", AGENTS).find(({ spec }) => (spec as Json)["nodeName"] === node);
    if (!pod) throw new Error(`no agent on ${node}`);
    return pod.metadata.name;
  };

/** Somebody wrote these keys of the ConfigMap by hand so long ago, as kubectl does; what they say is what is given. */
export const written = (data: Record<string, string>, agoSeconds: number): Fault =>
  edit("ConfigMap", "kube-system/cilium-config", (object, { now }) => {
    Object.assign(part(object, "data"), data);
    const metadata = part(object, "metadata") as { managedFields?: Json[] };
    (metadata.managedFields ??= []).push({
      ...{ manager: "kubectl-edit", operation: "Update", apiVersion: "v1", fieldsType: "FieldsV1" },
      time: `${new Date(Date.parse(now) - agoSeconds * 1000).toISOString().slice(0, 19)}Z`,
      fieldsV1: { "f:data": Object.fromEntries(Object.keys(data).map((key) => [`f:${key}`, {}])) },
    });
  });
