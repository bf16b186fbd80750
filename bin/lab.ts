import { UsageError } from "../helpers/call.ts";
import { loadProfile } from "../helpers/profile.ts";
import { startLab } from "../lab/start.ts";
import { clusters, root } from "./project.ts";

/** Serves the healthy world until Ctrl-C, for kubectl and for anyone who wants to look. */
export async function main(argv: readonly string[]): Promise<number> {
  const [flag, name, ...more] = argv;
  try {
    if (flag === "--help") {
      process.stdout.write(
        "npm run lab -- [--cluster <name|path>]   serves that profile's healthy world until Ctrl-C\n",
      );
      return 0;
    }
    if ((flag !== undefined && flag !== "--cluster") || (flag && !name) || more.length > 0) {
      throw new UsageError(`"${argv.join(" ")}" is not understood; see npm run lab -- --help`);
    }
    const { profile } = loadProfile(name ?? "lab", root, clusters);
    const lab = await startLab(profile);
    const environment = {
      ...lab.environment,
      KUBECONFIG: lab.options.kubeconfig,
      TALOSCONFIG: lab.options.talosconfig,
    };
    process.stdout.write(
      [
        `A healthy ${profile.name} cluster answers at ${lab.options.endpoint}; it is not there, and read-only. Ctrl-C ends it.`,
        "",
        ...Object.entries(environment).map(
          ([key, value]) => `export ${key}=${key === "PATH" ? `${value.split(":")[0]}:$PATH` : value}`,
        ),
        "",
        "kubectl get pods -A    talosctl -n 10.25.21.11 get machinestatus -o json    cilium status -o json    flux check",
        "",
      ].join("\n"),
    );
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
    lab.dispose();
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`lab: ${error.message}\n`);
    return 2;
  }
}
