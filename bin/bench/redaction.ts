import { FORMS, NAMED } from "../../helpers/redact/forms.ts";
import { redact } from "../../helpers/redact/redact.ts";
import { middle, RUNS } from "./measure.ts";

/** CPU for 1 MB of text that is hard on one pattern or another: the slowest pattern, and all of them together. */
export function redaction(): void {
  for (const [name, piece] of HARD) {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length)).slice(0, 1_000_000);
    const slowest = Math.max(...[...FORMS, ...NAMED].map((form) => ms(() => text.replace(form, ""))));
    const all = ms(() => redact(text));
    process.stdout.write(
      `${`1 MB of ${name}, redacted`.padEnd(44)} ${all.toFixed(0)} ms, its slowest pattern ${slowest.toFixed(0)} ms\n`,
    );
  }
}

const HARD = [
  ["a.a.a", "a."],
  ["one word", "x"],
  ["base64", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0NTY3ODkw"],
  ["password=", "password="],
  ["a log of Flux", '{"level":"error","ts":"2026-11-21T12:00:00Z","msg":"Reconciler error","namespace":"apps"}\n'],
] as const;

function ms(work: () => void): number {
  const all = Array.from({ length: RUNS }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return middle(all);
}
