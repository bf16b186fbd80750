import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { endedBy } from "../helpers/call/ended.ts";
import { UsageError } from "../helpers/call/usage-error.ts";
import { loadProfile } from "../helpers/call/profile.ts";
import { HEALTHY, profileOf } from "../lab/scenario.ts";
import { startLab } from "../lab/start.ts";
import { watchedLabFolder } from "./lab-folder.ts";
import { clusters, root } from "./project.ts";
import { scenarioListing, scenarioNamed } from "./scenarios.ts";
import { wordsOf } from "../observations/words.ts";

const USAGE = `npm run lab -- [--cluster <name|path>] [--scenario <name>]
  serves that profile's healthy world, or what a scenario makes of it, until Ctrl-C
  --list-scenarios   what the lab can play
`;

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        cluster: { type: "string" },
        scenario: { type: "string" },
        "list-scenarios": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(`${wordsOf(error)}; see npm run lab -- --help`);
  }
}

/** Serves a world until Ctrl-C, for kubectl and for anyone who wants to look: the healthy one, or a scenario's. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values } = parsed(argv);
    if (values.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    if (values["list-scenarios"]) {
      process.stdout.write(`${scenarioListing()}\n`);
      return 0;
    }
    const scenario = values.scenario === undefined ? HEALTHY : scenarioNamed(values.scenario);
    const base = loadProfile(values.cluster ?? scenario.cluster ?? "lab", root, clusters).profile;
    const profile = profileOf(scenario, base, new Date());
    const lab = await startLab(profile, scenario, watchedLabFolder());
    const [standIns = ""] = (lab.environment["PATH"] ?? "").split(path.delimiter);
    const environment = {
      ...lab.environment,
      PATH: `${linksTo(standIns)}:$PATH`,
      KUBECONFIG: lab.options.kubeconfig,
      TALOSCONFIG: lab.options.talosconfig,
    };
    process.stdout.write(
      [
        `${scenario.title}: a ${profile.name} cluster answers at ${lab.options.endpoint}; it is not there, and read-only. Ctrl-C ends it.`,
        "",
        ...Object.entries(environment).map(([key, value]) => `export ${key}=${value}`),
        "",
        "kubectl get pods,ks,hr -A    talosctl -n 10.25.21.11 get machinestatus -o json    cilium status -o json    flux check",
        "",
      ].join("\n"),
    );
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
    });
    lab.dispose();
    return 0;
  } catch (error) {
    const { text, exit } = endedBy("lab", error);
    process.stderr.write(text);
    return exit;
  }
}

/** Programs whose own would find nothing in the lab. kubectl and helm are the caller's: they ask the lab's server. */
const SHOWN = ["talosctl", "cilium", "flux", "op"];

/** A folder beside the stand-ins with those that a person may call. */
function linksTo(standIns: string): string {
  const folder = `${standIns}-shown`;
  mkdirSync(folder, { recursive: true });
  for (const program of SHOWN) symlinkSync(path.join(standIns, program), path.join(folder, program));
  return folder;
}
