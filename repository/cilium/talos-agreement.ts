import type { Where } from "../../observations/checkout.ts";
import { ciliumDefinitions, type CiliumDefinition } from "./cluster-mesh.ts";
import { at, get, record, inText, isUnresolved, text, textAt, texts, type Path } from "../yaml/documents.ts";
import type { RepositoryFinding, RepositoryNotice } from "../finding.ts";
import type { Repository } from "../model.ts";
import { talosValues, type TalosPiece, type TalosValue } from "../talos/pieces.ts";

/** The judgement on what Talos must leave to Cilium and Cilium to Talos. */
export interface Agreement {
  examined: number;
  faults: RepositoryFinding[];
  notices: RepositoryNotice[];
  unseen: { subject: string; reason: string }[];
}

/**
 * Talos must run without its own CNI and kube-proxy, and Cilium with settings that Talos allows:
 * https://docs.siderolabs.com/kubernetes-guides/cni/deploying-cilium
 */
export function talosAndCilium(repository: Repository): Agreement {
  const result: Agreement = { examined: 0, faults: [], notices: [], unseen: [] };
  const definitions = ciliumDefinitions(repository);
  if (repository.talos.length > 0 && definitions.length > 0) judgeTalos(repository.talos, definitions, result);
  for (const definition of definitions) {
    judgeCilium(definition, result);
    judgeSpelling(definition, result);
  }
  return result;
}

/**
 * A setting that the machine configuration must have. Left out, Talos uses its default, which conflicts with Cilium.
 */
interface Setting {
  key: string;
  values: TalosValue[];
  /** The values that are right. A custom CNI is a list of URLs, which may be Cilium's. */
  right: readonly string[];
  wrong: string;
  because: string;
}

function judgeTalos(talos: readonly TalosPiece[], definitions: readonly CiliumDefinition[], result: Agreement): void {
  const replacing = definitions.map(({ values }) => text(get(values, "kubeProxyReplacement")));
  judgeSetting(
    {
      key: "cluster.network.cni.name",
      values: [...settingsAt(talos, ["cluster", "network", "cni", "name"]), ...newerCni(talos)],
      right: ["none", "custom"],
      wrong: "Talos installs flannel",
      because: "Two CNIs write their configuration to every node, and pods come up in the wrong network.",
    },
    talos,
    result,
  );
  if (!replacing.some((one) => one === "true" || one === "strict")) return;
  judgeSetting(
    {
      key: "cluster.proxy.disabled",
      values: [...settingsAt(talos, ["cluster", "proxy", "disabled"]), ...newerProxy(talos)],
      right: ["true"],
      wrong: "Talos runs kube-proxy",
      because: "Cilium replaces kube-proxy: both write rules for every Service, and they contradict each other.",
    },
    talos,
    result,
  );
}

/** Every place of a setting: the configuration itself, talhelper's own key, and its old patches (`inlinePatch`). */
function settingsAt(talos: readonly TalosPiece[], path: Path): TalosValue[] {
  const own: Path[] = path.includes("cni") ? [["cniConfig", "name"]] : [];
  return talosValues(talos, path, ["controlPlane", "inlinePatch", ...path], ...own);
}

/** Talos 1.14 uses documents: KubeFlannelCNIConfig means flannel, and without one there is no CNI. */
function newerCni(talos: readonly TalosPiece[]): TalosValue[] {
  const flannel = ofKind(talos, "KubeFlannelCNIConfig").find(({ value }) => value["$patch"] !== "delete");
  if (flannel) return [{ text: "flannel", where: flannel.where }];
  const [newer] = [...ofKind(talos, "KubeNetworkConfig"), ...ofKind(talos, "KubeFlannelCNIConfig")];
  return newer ? [{ text: "none", where: newer.where }] : [];
}

/** The same for kube-proxy, which runs unless a KubeProxyConfig disables it. */
function newerProxy(talos: readonly TalosPiece[]): TalosValue[] {
  const proxies = ofKind(talos, "KubeProxyConfig");
  const said = proxies.map(({ value, document, path }): TalosValue => ({
    text: String(value["enabled"] === false || value["$patch"] === "delete"),
    where: at(document, [...path, "enabled"]),
  }));
  const [newer] = ofKind(talos, "KubeNetworkConfig");
  return said.length === 0 && newer ? [{ text: "true", where: newer.where }] : said;
}

const ofKind = (talos: readonly TalosPiece[], kind: string): TalosPiece[] =>
  talos.filter(({ value }) => value["kind"] === kind);

function judgeSetting(
  { key, values, right, wrong, because }: Setting,
  talos: readonly TalosPiece[],
  result: Agreement,
): void {
  const subject = `talos/${key}`;
  const [first = ""] = right;
  const finding = (actual: string, where: Where): RepositoryFinding => ({
    subject,
    expected: `${key}: ${first}`,
    actual,
    where,
    because,
    mend: `Write ${key}: ${first} into the configuration of the control plane.`,
  });
  if (values.length === 0) {
    const whole = wholeOf(talos);
    if (!whole) {
      result.unseen.push({ subject, reason: "no place of the Talos configuration says it, and it is not seen whole" });
      return;
    }
    result.examined += 1;
    result.faults.push(finding(`nothing says it: ${wrong}`, whole));
  }
  for (const { text: value, where } of values) {
    if (value === undefined)
      result.unseen.push({ subject, reason: `it is not known before it is rendered (${inText(where)})` });
    else {
      result.examined += 1;
      if (!right.includes(value)) result.faults.push(finding(`${value}: ${wrong}`, where));
    }
  }
}

/** The place of a complete configuration: talhelper's, or that of a control-plane node. */
function wholeOf(talos: readonly TalosPiece[]): Where | undefined {
  if (talos.some(({ document }) => document.conditional)) return undefined;
  return talos.find(
    ({ kind, value }) =>
      kind === "talhelper" ||
      (value["version"] === "v1alpha1" &&
        textAt(value, "machine", "type") === "controlplane" &&
        get(value, "cluster") !== undefined),
  )?.where;
}

function judgeCilium(definition: CiliumDefinition, result: Agreement): void {
  const { subject, values, unresolved, place } = definition;
  for (const { keys, expected, isRight, isMild, because, mend } of VALUES) {
    const value = get(values, ...keys);
    const isOpen = value === undefined ? unresolved[0] : texts(value).find(isUnresolved);
    if (isOpen !== undefined) {
      result.unseen.push({ subject, reason: `${keys.join(".")} is not known offline: ${isOpen}` });
      continue;
    }
    result.examined += 1;
    if (isRight(value, values)) continue;
    const actual = value === undefined ? "not set" : texts(value).join(", ");
    const where = place(...keys);
    const fault = { subject, expected, actual: `${keys.join(".")}: ${actual}`, where, because, mend };
    if (isMild?.(values)) result.notices.push({ ...fault, severity: "warning" });
    else result.faults.push(fault);
  }
}

/** Judges misspelt keys: Helm accepts any key, and one that the chart does not know does nothing. */
function judgeSpelling({ subject, values, place }: CiliumDefinition, result: Agreement): void {
  for (const key of Object.keys(record(get(values, "cgroup"))))
    if (/^auto-?mount$/i.test(key) && key !== "autoMount")
      result.notices.push({
        severity: "warning",
        subject,
        expected: "the key cgroup.autoMount",
        actual: `cgroup.${key}, which Cilium's chart does not know`,
        where: place("cgroup", key),
        because: "Helm ignores it without a word: Cilium still looks whether it must mount the cgroup itself.",
        mend: `Rename ${key} to autoMount.`,
      });
}

interface Value {
  keys: readonly string[];
  /** Whether it breaks only some bootstraps. */
  isMild?(values: Record<string, unknown>): boolean;
  expected: string;
  isRight(value: unknown, values: Record<string, unknown>): boolean;
  because: string;
  mend: string;
}

const isPrivileged = (values: unknown): boolean => text(get(values, "securityContext", "privileged")) === "true";

const VALUES: readonly Value[] = [
  {
    // then autoMount has no effect
    keys: ["cgroup", "hostRoot"],
    expected: "cgroup.hostRoot: /sys/fs/cgroup on Talos",
    isRight: (value) => value === "/sys/fs/cgroup",
    // with Cilium's own mount it works; without one there is nothing at its default path
    isMild: (values) => text(get(values, "cgroup", "autoMount", "enabled")) !== "false",
    because: "Talos has mounted cgroup v2 there: elsewhere Cilium finds none, or mounts a second one.",
    mend: "cgroup: { autoMount: { enabled: false }, hostRoot: /sys/fs/cgroup }",
  },
  {
    keys: ["securityContext", "capabilities", "ciliumAgent"],
    expected: "securityContext.capabilities.ciliumAgent without SYS_MODULE on Talos",
    isRight: (value, values) => isPrivileged(values) || (value !== undefined && !texts(value).includes("SYS_MODULE")),
    because: "Talos lets no pod load kernel modules: the agent is refused with the chart's own list and never starts.",
    mend: "ciliumAgent: [CHOWN, KILL, NET_ADMIN, NET_RAW, IPC_LOCK, SYS_ADMIN, SYS_RESOURCE, DAC_OVERRIDE, FOWNER, SETGID, SETUID]",
  },
];
