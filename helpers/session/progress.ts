import type { Reporter } from "vitest/node";
import { conclusion } from "../../reports/terminal/conclusion.ts";
import type { RunEvent } from "../../evidence/event.ts";
import type { Screen } from "../../reports/terminal/layout.ts";
import type { Run } from "../../evidence/run.ts";
import { advance } from "../../reports/terminal/progress.ts";
import { initialProgress } from "../../reports/terminal/state.ts";
import { status } from "../../reports/terminal/waiting.ts";
import { endedBy } from "../call/ended.ts";
import { monotonicMs, now, sleep } from "../wait/clock.ts";
import { screenOf } from "../call/screen.ts";
import { declared, type Suite } from "./plan.ts";
import { CHANNEL } from "./worker-input.ts";

export interface Progress {
  /** For vitest: it reports what our own events cannot, a suite that did not load. */
  reporter: Reporter;
  /** Shows an event; those of the suites reach it from the worker by themselves. */
  show(event: RunEvent): void;
  interrupted(): void;
  /** Tells the run, and how the process ends. */
  conclude(run: Run, folder: string, end: End): void;
}

interface End {
  warnings: readonly string[];
  /** Lines of a CI, which reads them from standard output; the verdict stays last. */
  before: readonly string[];
  /** The process's exit code. */
  exit: Run["outcome"]["exit"];
}

const FRAME_MS = 100;
const CALM_MS = 30_000;

interface ProgressInput {
  out: NodeJS.WriteStream;
  suites: readonly Suite[];
  /** The journal can be written no further: nothing that is judged from now on would be kept. */
  onLost(error: unknown): void;
}

/** Shows events as they happen: with a status line in a terminal, with a line now and then in a pipe. */
export function progress({ out, suites, onLost }: ProgressInput): Progress {
  const screen = (): Screen => screenOf(out);
  let state = initialProgress(declared(suites));
  let bottom = "";
  let printedMs = monotonicMs();
  const ended = new AbortController();

  const clear = (): void => {
    if (bottom !== "") out.write("\r\x1b[2K");
    bottom = "";
  };
  const print = (lines: readonly string[]): void => {
    if (lines.length === 0) return;
    clear();
    printedMs = monotonicMs();
    out.write(`${lines.join("\n")}\n`);
  };
  const show = (event: RunEvent): void => {
    const next = advance(state, event, screen());
    state = next.state;
    print(next.lines);
  };
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", (message) => {
    const { data } = message as unknown as { data: RunEvent | { lost: unknown } };
    if ("lost" in data) onLost(data.lost);
    else show(data);
  });
  void (async () => {
    while (!ended.signal.aborted) {
      const text = status(state, now(), { ...screen(), live: true });
      // a command may take half an hour: a pipe gets a line now and then, to show that it goes on
      if (!out.isTTY && text !== undefined && monotonicMs() - printedMs > CALM_MS) print([`  … ${text.slice(2)}`]);
      if (out.isTTY && text !== undefined && text !== bottom) {
        out.write(`\r\x1b[2K${text}`);
        bottom = text;
      }
      await sleep(FRAME_MS, ended.signal).catch(() => undefined);
    }
  })();

  return {
    reporter: {
      onTestRunEnd(modules, unhandled) {
        const errors = [...unhandled, ...modules.flatMap((module) => module.errors())];
        // one cause may befall everything that was under way
        const told = new Set(errors.map((error) => endedBy("assay", error).text.trimEnd()));
        print([...told].map((text) => `  ! ${text}`));
      },
    },
    show,
    interrupted: () => print(["", "Interrupted: finishing the report; once more to leave at once."]),
    conclude(run, folder, { warnings, before, exit }) {
      ended.abort();
      channel.close();
      clear();
      if (before.length > 0) process.stdout.write(`${before.join("\n")}\n`);
      out.write(`${conclusion(run, folder, screen(), warnings, exit).join("\n")}\n`);
    },
  };
}
