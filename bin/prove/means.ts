import { commandMissing } from "../../helpers/command.ts";
import type { Means } from "../../helpers/session.ts";
import type { InProcess } from "../../lab/in-process.ts";

/** By what a session meets a lab in the same process. Real deadlines are short, because nobody is far away. */
export function inProcessMeans(lab: InProcess, server: string): Omit<Means, "follow"> {
  return {
    connection: {
      server,
      credentials: () => Promise.resolve({ dispatcher: lab.dispatcher, headers: {} }),
      refresh: () => undefined,
      close: () => Promise.resolve(),
    },
    limits: { attemptMs: 15, totalMs: 10_000, attempts: 8, pauseMs: [1, 4] },
    commands: {
      async run(argv, { deadlineMs }) {
        const answer = lab.command(argv);
        if (answer === undefined) throw commandMissing(argv[0]);
        const { stdout = "", stderr = "", exit, delayMs = 0, hangs = false } = answer;
        const killed = hangs || delayMs > deadlineMs;
        const said = { stdout, stderr, transcript: `transcripts/${argv[0]}.txt` };
        return { argv, exit: killed ? undefined : exit, killed, tookMs: delayMs, ...said };
      },
    },
  };
}
