import { describe, expect, test } from "vitest";
import { adviceFor, adviceOnTroubles, advised, commandsOf, isCommand, partsOf, PLACEHOLDERS } from "./advice.ts";
import { profileOf } from "./testing/profile.ts";

const profile = profileOf({ repository: "../infra" });
const [node] = profile.nodes;
const bare = { ...profile, talos: undefined };
const about = (subject: string, file?: string) => ({
  subject,
  ...(file !== undefined && { where: { file, line: 1, column: 1 } }),
});

describe("the real things in the place of names", () => {
  const describeIt = "kubectl -n <namespace> describe <kind> <name>";
  test.each([
    ["deployment/apps/web", "kubectl -n apps describe deployment web"],
    ["clusterissuer/letsencrypt", "kubectl describe clusterissuer letsencrypt"],
    ["release/apps/web", ""],
    ["cluster/bootstrap", ""],
    ["deployment/apps/-web", ""],
    ["deployment/apps/web\nrm -rf", ""],
    ["deployment/apps/web'$(id)", ""],
    ["deployment/apps/$(id)", "kubectl -n apps describe deployment '$(id)'"],
  ])("%s", (subject, told) => expect(adviceFor(describeIt, about(subject), profile)).toBe(told));

  test("a container, a node with its address, a file of the checkout and a file elsewhere", () => {
    const logs = "kubectl -n <namespace> logs <name> -c <container> --previous";
    expect(adviceFor(logs, about("container/apps/web-1/app"), profile)).toBe(
      "kubectl -n apps logs web-1 -c app --previous",
    );
    const kubelet = "talosctl -n <address> service kubelet";
    const talos = profileOf({ talos: {} });
    expect(adviceFor(kubelet, about(`node/${node?.name}`), talos)).toBe(`talosctl -n ${node?.address} service kubelet`);
    expect(adviceFor(kubelet, about("node/stranger"), talos)).toBe("");
    const sops = "sops filestatus <file>; kubectl kustomize <folder>";
    expect(adviceFor(sops, about("file/a/b.yaml"), profile)).toContain("/infra/a/b.yaml\nkubectl kustomize ");
    expect(adviceFor(sops, about("file/a/b.yaml", "Taskfile.yaml"), profile)).toContain("/infra/a/b.yaml\n");
    expect(adviceFor(sops, about("release/x/y", "a/b.yaml"), profile)).toContain("/infra/a/b.yaml");
    expect(adviceFor(sops, about("file//tmp/my key"), profile)).toBe(
      "sops filestatus '/tmp/my key'\nkubectl kustomize /tmp",
    );
  });

  test("what the finding does not know is left out, commands come before sentences, each once", () => {
    const advice = "restart it; kubectl get nodes; kubectl -n <namespace> get pods; kubectl get nodes";
    expect(adviceFor(advice, undefined, profile)).toBe("kubectl get nodes\nrestart it");
    expect(commandsOf("kubectl get nodes\nrestart it")).toEqual({
      commands: ["kubectl get nodes"],
      prose: ["restart it"],
    });
  });

  test("nothing of Talos where the profile has none", () => {
    const advice = "kubectl get nodes; talosctl -n <control-plane> health; on Talos it is localhost";
    expect(adviceFor(advice, about("cluster/x"), bare)).toBe("kubectl get nodes");
  });

  test("a judgement's findings and what could not be seen have theirs, unless the check said it", () => {
    const nothing = { id: "a", verdict: "fail" as const, examined: 1, remarks: [], troubles: [] };
    const found = { subject: "pod/x/a", expected: "", actual: "" };
    const judgement = {
      ...nothing,
      findings: [found, { ...found, next: "kubectl version" }],
      unseen: [{ subject: "pod/x/b", reason: "" }],
    };
    const { findings, unseen } = advised(judgement, describeIt, profile);
    expect(findings.map(({ next }) => next)).toEqual(["kubectl -n x describe pod a", "kubectl version"]);
    expect(unseen).toEqual([{ subject: "pod/x/b", reason: "", next: "kubectl -n x describe pod b" }]);
    expect(advised({ ...judgement, findings: [found] }, "", profile).findings).toEqual([found]);
  });
});

test("a source that could not be read has advice of its own", () => {
  const of = (...kinds: ("forbidden" | "timeout" | "not-served" | "file")[]) =>
    adviceOnTroubles(kinds.map((kind) => ({ source: "pods", trouble: { kind, message: "" } })));
  expect(of("forbidden", "timeout")).toBe("kubectl auth can-i --list\nkubectl get --raw '/readyz?verbose'");
  expect(of("not-served")).toBe("kubectl api-resources");
  expect(of("file")).toBe("");
});

test("parts end at a semicolon outside of quotes", () => {
  expect(partsOf(`kubectl get 'a; b'; yq "c; d"; it's done`)).toEqual([`kubectl get 'a; b'`, `yq "c; d"`, "it's done"]);
  expect(isCommand("kubectl get nodes")).toBe(true);
  expect(isCommand("op whoami")).toBe(true);
  expect(isCommand("operators wait")).toBe(false);
  expect(PLACEHOLDERS).toContain("namespace");
});
