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

/** What URLs of other hosts answer that the bootstrap fetches. */
export const answers =
  (elsewhere: Record<string, number>): Fault =>
  (world) => ({ ...world, elsewhere: { ...world.elsewhere, ...elsewhere } });
