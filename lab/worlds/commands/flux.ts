import type { CommandWorld } from "../../world.ts";
import type { Builder } from "../builder.ts";
import { kubernetesVersion } from "../control-plane.ts";
import { fluxImage } from "../core/known.ts";
import { lines, said } from "./said.ts";

/** What the Flux CLI prints: versions, and `flux check`. */
export function fluxAnswers(b: Builder): NonNullable<CommandWorld["flux"]> {
  const { flux } = b.profile;
  const version = `v${(flux?.version ?? "v2.7.5").replace(/^v/, "")}`;
  const client = {
    "version --client": said(`flux: ${version}\n`),
    "version --client -o json": said(`{"flux":"${version}"}\n`),
    "--version": said(`flux version ${version.slice(1)}\n`),
  };
  if (!flux) return client;
  const controllers = [...flux.controllers].sort();
  const image = (name: string) => {
    const { repository, tag, digest } = fluxImage(name);
    return flux.instance ? `${repository}:${tag}@${digest}` : `${repository}:${tag}`;
  };
  const crds = b.objects
    .filter(({ kind, metadata }) => kind === "CustomResourceDefinition" && metadata.name.endsWith(".toolkit.fluxcd.io"))
    .map(({ metadata, status }) => `${metadata.name}/${(status as { storedVersions: string[] }).storedVersions.at(-1)}`)
    .sort();
  return {
    ...client,
    // The real one prints all of it on stderr.
    check: {
      exit: 0,
      stderr: lines(
        "► checking prerequisites",
        `✔ Kubernetes ${kubernetesVersion(b.profile).gitVersion.slice(1)} >=1.32.0-0`,
        "► checking version in cluster",
        `✔ distribution: flux-${version}`,
        `✔ bootstrapped: ${flux.instance === undefined}`,
        "► checking controllers",
        ...controllers.flatMap((name) => [`✔ ${name}: deployment ready`, `► ${image(name)}`]),
        "► checking crds",
        ...crds.map((crd) => `✔ ${crd}`),
        "✔ all checks passed",
      ),
    },
    version: said(
      lines(
        `flux: ${version}`,
        `distribution: flux-${version}`,
        ...controllers.map((name) => `${name}: ${image(name).split("/").at(-1)?.split(":").slice(1).join(":")}`),
      ),
    ),
  };
}
