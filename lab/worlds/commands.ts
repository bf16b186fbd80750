import type { CommandWorld } from "../world.ts";
import type { Builder } from "./builder.ts";
import { ciliumAnswers } from "./commands/cilium.ts";
import { fluxAnswers } from "./commands/flux.ts";
import { lines, said } from "./commands/said.ts";
import { kubernetesVersion } from "./control-plane.ts";
import { chartOf } from "./helm.ts";

/**
 * What the other commands print on a healthy cluster. Keys are the arguments, joined by blanks, without the flags that
 * say where or how long (--context, --kubeconfig, --namespace, --timeout, --wait-duration, --test, …).
 */
export function commandWorld(b: Builder): CommandWorld {
  return {
    flux: fluxAnswers(b),
    cilium: ciliumAnswers(b),
    op: opAnswers(b),
    kubectl: kubectlAnswers(b),
    helm: helmAnswers(b),
    talosctl: { installed: true, overrides: {} },
  };
}

function opAnswers(b: Builder): NonNullable<CommandWorld["op"]> {
  const account = b.profile.onePassword?.account ?? "my.1password.com";
  const whoami = said(
    `${JSON.stringify({ url: `https://${account.replace(/^https:\/\//, "")}`, email: "ops@example.org", user_uuid: "A1B2C3D4E5F6G7H8I9J0K1L2M3", account_uuid: "N4O5P6Q7R8S9T0U1V2W3X4Y5Z6" }, undefined, 2)}\n`,
  );
  return {
    "--version": said("2.32.0\n"),
    "whoami --format json": whoami,
    "whoami --format=json": whoami,
    whoami: said(
      lines(`URL:        https://${account}`, "Email:      ops@example.org", "User ID:    A1B2C3D4E5F6G7H8I9J0K1L2M3"),
    ),
  };
}

function kubectlAnswers(b: Builder): NonNullable<CommandWorld["kubectl"]> {
  const { gitVersion, major, minor } = kubernetesVersion(b.profile);
  const client = { major, minor, gitVersion, platform: "linux/amd64" };
  const json = said(`${JSON.stringify({ clientVersion: client, kustomizeVersion: "v5.7.1" }, undefined, 2)}\n`);
  return {
    "version --client": said(lines(`Client Version: ${gitVersion}`, "Kustomize Version: v5.7.1")),
    "version --client -o json": json,
    "version --client --output=json": json,
  };
}

function helmAnswers(b: Builder): NonNullable<CommandWorld["helm"]> {
  const releases = b.profile.releases.map((release) => {
    const { chart, chartVersion, appVersion } = chartOf(release);
    return {
      name: release.name,
      namespace: release.namespace,
      revision: "1",
      updated: `${b.at(b.times.crds).replace("T", " ").replace("Z", ".185873016")} +0000 UTC`,
      status: "deployed",
      chart: `${chart}-${chartVersion}`,
      app_version: appVersion,
    };
  });
  return {
    "version --short": said("v3.19.5+g0e3bbbe\n"),
    version: said(
      'version.BuildInfo{Version:"v3.19.5", GitCommit:"0e3bbbe", GitTreeState:"clean", GoVersion:"go1.24.9"}\n',
    ),
    "list -A -o json": said(`${JSON.stringify(releases)}\n`),
  };
}
