import { down } from "../kind/down.ts";
import { Refusal, StepFailed } from "../kind/tools.ts";
import { up } from "../kind/up.ts";
import { whole, type Whole } from "../kind/whole.ts";

const USAGE = `usage: npm run kind -- [--keep] [--anyway] [-- <flag of assay> …]
       npm run kind:up [-- --anyway]
       npm run kind:down

  kind       makes the cluster of kind/kind.yaml, bootstraps it as clusters/kind.yaml says, judges it and deletes it,
             also after Ctrl-C; it needs kind, helm, kubectl, cilium, flux, and Docker, podman or nerdctl
  kind:up    makes and bootstraps it
  kind:down  deletes it

  --keep     the cluster stays, once it is made; one that is there is taken as it is
  --anyway   tries it where there is too little memory, disk or inotify instances, or the port is taken

KIND_EXPERIMENTAL_PROVIDER names the container runtime; else the first that answers is taken.
exit codes: kind ends with that of the run · 0 done · 1 a step failed · 2 the call is wrong, or something it needs is
missing · 3 nothing was judged, or it was interrupted`;

/** The exit code of one call. */
export async function main(args: readonly string[]): Promise<number> {
  // a terminal that is gone ends no clean-up
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const call = callOf(args);
  if (call.what === "help") {
    console.log(USAGE);
    return 0;
  }
  if (call.what === "wrong") {
    console.error(`✗ ${call.why}\n${USAGE}`);
    return 2;
  }
  try {
    if (call.what === "whole") return await whole(call);
    await (call.what === "up" ? up(call) : down());
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof StepFailed)) throw error;
    console.error(`✗ ${error.message}`);
    return error instanceof Refusal ? 2 : 1;
  }
}

type KindCall =
  | { what: "help" | "down" }
  | { what: "wrong"; why: string }
  | { what: "up"; anyway: boolean }
  | ({ what: "whole" } & Whole);

function callOf(args: readonly string[]): KindCall {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const flags = end < 0 ? [] : args.slice(end + 1);
  if (own.includes("--help") || own.includes("-h")) return { what: "help" };
  const words = own.filter((word) => word !== "--keep" && word !== "--anyway");
  const [keep, anyway] = [own.includes("--keep"), own.includes("--anyway")];
  const [command, ...rest] = words;
  const unknown = command === undefined || command === "up" || command === "down" ? rest[0] : command;
  if (unknown !== undefined) return { what: "wrong", why: `"${unknown}" is not known; flags of assay come after --` };
  if (command === undefined) return { what: "whole", keep, anyway, flags };
  if (keep || flags.length > 0 || (anyway && command === "down"))
    return { what: "wrong", why: `kind:${command} does not take ${keep ? "--keep" : "these flags"}` };
  return command === "up" ? { what: "up", anyway } : { what: "down" };
}
