import type { Checkout } from "../../observations/checkout.ts";
import { commandMissing } from "../../helpers/command.ts";
import type { ApiClient, Snapshot } from "../../helpers/kube/client.ts";
import { SourceError } from "../../helpers/trouble.ts";
import type { SourceTable } from "../../helpers/observe/gather.ts";
import type { SessionDependencies } from "../../helpers/session/session.ts";
import type { InProcess, PassingTime } from "../../lab/in-process.ts";
import type { LabObject } from "../../lab/world.ts";

/** Nobody is far away: what does not answer at once never will … */
const FAST = { attemptMs: 15, totalMs: 10_000 };
/** … but where answers take their time. */
const SLOW = { attemptMs: 10_000, totalMs: 60_000 };

/** By what a session meets a lab in the same process. Real deadlines are short, because nobody is far away. */
export function inProcessDependencies(
  lab: InProcess,
  server: string,
  { lists, checkouts }: Remembered,
  time: PassingTime,
): Omit<SessionDependencies, "follow"> {
  return {
    around: (client) => rememberingLists(client, lab, lists),
    reading: (sources) => probing(rememberingCheckouts(sources, checkouts), lab),
    connection: {
      server,
      chains: () => lab.chains(),
      credentials: () => {
        const why = lab.noCredentials();
        if (why !== undefined) return Promise.reject(new SourceError("unauthorized", `no credentials: ${why}`));
        return Promise.resolve({ dispatcher: lab.dispatcher, headers: {} });
      },
      refresh: () => undefined,
      close: () => Promise.resolve(),
    },
    ask(url) {
      const status = lab.elsewhere(url);
      return Promise.resolve(status === undefined ? { url, trouble: "ENOTFOUND" } : { url, status });
    },
    limits: { ...(lab.isSlow() ? SLOW : FAST), attempts: 8, pauseMs: [1, 4] },
    commands: {
      async run(argv, { deadlineMs }) {
        const answer = lab.command(argv);
        if (answer === undefined) throw commandMissing(argv[0]);
        const { stdout = "", stderr = "", exit, delayMs = 0, hangs = false } = answer;
        const killed = hangs || delayMs > deadlineMs;
        if (delayMs > 0) await time.pass(Math.min(delayMs, deadlineMs));
        const said = { stdout, stderr, transcript: `transcripts/${argv[0]}.txt` };
        return { argv, exit: killed ? undefined : exit, killed, tookMs: delayMs, ...said };
      },
    },
  };
}

/** What scenarios before have read. */
export interface Remembered {
  /** Lists, with what the lab held then. */
  lists: Map<string, { held: readonly LabObject[]; snapshot: Promise<Snapshot> }>;
  /** By their folders: a stage writes each once. */
  checkouts: Map<string, Promise<Checkout>>;
}

/** A list whose objects are the very same as in the scenario before is not read again: most of them are. */
function rememberingLists(client: ApiClient, lab: InProcess, lists: Remembered["lists"]): ApiClient {
  return {
    ...client,
    snapshot(resource, options, keep) {
      const held = lab.held(resource.group, resource.resource);
      if (held === undefined) return client.snapshot(resource, options, keep);
      const key = JSON.stringify([resource, options]);
      const known = lists.get(key);
      const same = known?.held.length === held.length && known.held.every((object, index) => object === held[index]);
      if (known && same) return known.snapshot;
      const snapshot = client.snapshot(resource, options, keep);
      lists.set(key, { held, snapshot });
      // what failed once may come true with the very same objects: a CRD that discovery has not shown yet
      snapshot.catch(() => lists.delete(key));
      return snapshot;
    },
  };
}

/** A checkout that a scenario before has read is not read again: most scenarios share theirs. */
function rememberingCheckouts(sources: SourceTable, checkouts: Remembered["checkouts"]): SourceTable {
  return {
    ...sources,
    repository(context, seen) {
      const { repo = "" } = context.options;
      const checkout = checkouts.get(repo) ?? sources.repository(context, seen);
      checkouts.set(repo, checkout);
      return checkout;
    },
  };
}

/** A lab that is read-only makes no pods: what one would resolve is the world's to say. */
function probing(sources: SourceTable, lab: InProcess): SourceTable {
  return {
    ...sources,
    dnsProbe(context, seen) {
      const probed = lab.probed();
      return probed ? Promise.resolve(probed) : sources.dnsProbe(context, seen);
    },
  };
}
