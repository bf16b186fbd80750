import type { Fault } from "../scenario.ts";

/** Edits a file of the checkout that `--repo` leads to; the file must be there, and change. */
export const checkoutFile =
  (path: string, change: (text: string) => string): Fault =>
  (world) => {
    const { repository } = world.files;
    const before = repository[path];
    if (before === undefined)
      throw new Error(`the lab's checkout has no ${path}: it has ${Object.keys(repository).join(", ")}`);
    return { ...world, files: { ...world.files, repository: { ...repository, [path]: change(before) } } };
  };

export const checkoutAdds =
  (files: Record<string, string>): Fault =>
  (world) => ({ ...world, files: { ...world.files, repository: { ...world.files.repository, ...files } } });

/** A Kustomization of Flux that builds a folder of these manifests, beside those of the lab. */
export const applies = (name: string, manifests: Record<string, string>, spec = "prune: true"): Fault =>
  checkoutAdds({
    [`kubernetes/apps/${name}.yaml`]: `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: flux-system }\nspec: { interval: 1h, path: ./kubernetes/more/${name}, ${spec}, sourceRef: { kind: GitRepository, name: flux-system, namespace: flux-system } }\n`,
    ...Object.fromEntries(
      Object.entries(manifests).map(([file, text]) => [`kubernetes/more/${name}/${file}`, text] as const),
    ),
  });

/** What URLs of other hosts answer that the bootstrap fetches. */
export const answers =
  (elsewhere: Record<string, number>): Fault =>
  (world) => ({ ...world, elsewhere: { ...world.elsewhere, ...elsewhere } });
