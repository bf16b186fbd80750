import { existsSync } from "node:fs";
import { execa } from "execa";
import { z } from "zod";
import { onPath, Refusal } from "./tools.ts";

/** What runs kind's nodes. */
export interface Runtime {
  /** As KIND_EXPERIMENTAL_PROVIDER names it. */
  name: string;
  /** Bytes of memory of the machine that runs them. */
  memory?: number;
  /** Where it keeps images and containers; left out where that is another machine, as with Docker Desktop. */
  folder?: string;
}

/** kind's own order: https://github.com/kubernetes-sigs/kind/blob/v0.33.0/pkg/cluster/provider.go */
const KNOWN = ["docker", "nerdctl", "podman"];
const ANSWERS_MS = 20_000;

/**
 * The first container runtime that answers, or the one that KIND_EXPERIMENTAL_PROVIDER names. kind itself takes the first
 * whose command is there, and fails where its daemon does not run. Throws Refusal, with what each said.
 */
export async function runtimeHere(named: string | undefined): Promise<Runtime> {
  const there = (named ? [named] : KNOWN).filter((name) => onPath(name) !== undefined);
  if (there.length === 0) {
    throw new Refusal(
      named
        ? `${named}, which KIND_EXPERIMENTAL_PROVIDER names, is not on PATH; install it, or unset the variable`
        : "no container runtime: none of docker, podman and nerdctl is on PATH; install one, like https://docs.docker.com/engine/install/",
    );
  }
  const silent: string[] = [];
  for (const name of there) {
    const answer = await ask(name);
    if (typeof answer !== "string") return answer;
    silent.push(`${name} is on PATH, but does not answer: ${answer}`);
  }
  throw new Refusal([...silent, REMEDY].join("\n  "));
}

const REMEDY =
  "start it (systemctl start docker, Docker Desktop, podman machine start), or let your user ask it (group docker); " +
  "KIND_EXPERIMENTAL_PROVIDER=podman takes another";

/** Docker's and nerdctl's form, and podman's. */
const INFO = z.object({
  ServerVersion: z.string().optional(),
  ServerErrors: z.array(z.string()).nullish(),
  MemTotal: z.number().optional(),
  DockerRootDir: z.string().optional(),
  host: z.object({ memTotal: z.number() }).optional(),
  store: z.object({ graphRoot: z.string() }).optional(),
});

/** A sentence where it does not answer. */
async function ask(name: string): Promise<Runtime | string> {
  const argv = ["info", "--format", name === "podman" ? "json" : "{{json .}}"];
  const { exitCode, timedOut, stdout, stderr } = await execa(name, argv, { reject: false, timeout: ANSWERS_MS });
  if (timedOut) return `nothing within ${ANSWERS_MS / 1_000} s`;
  const info = infoIn(stdout);
  if (info?.ServerErrors?.length) return info.ServerErrors.join("; ");
  if (exitCode !== 0 || !info) return stderr.trim().split("\n").at(-1) || `its info ended with exit code ${exitCode}`;
  if (name === "docker" && !info.ServerVersion && info.host)
    return "it is podman by another name, which kind does not take";
  const folder = info.DockerRootDir ?? info.store?.graphRoot;
  const memory = info.MemTotal ?? info.host?.memTotal;
  return { name, ...(memory && { memory }), ...(folder && existsSync(folder) && { folder }) };
}

function infoIn(text: string): z.infer<typeof INFO> | undefined {
  try {
    return INFO.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
