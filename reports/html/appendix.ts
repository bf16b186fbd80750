import { inWords } from "../../clusters/notation/duration.ts";
import type { Run } from "../../evidence/run.ts";
import { html, htmlProse } from "../../evidence/text.ts";
import { originsOf } from "../origins.ts";
import { remarksOf } from "../remarks.ts";
import { endOf, reproductionOf, runDetails } from "../wording.ts";
import { fileLink, linked, table, type Cell } from "./table.ts";
import { commandLine } from "./values.ts";

/** What was judged, where, and by which version. */
export const details = (run: Run): string =>
  `<dl class="facts">${runDetails(run)
    .map(([label, value]) => `<dt>${html(label)}</dt><dd>${html(value)}</dd>`)
    .join("\n")}</dl>`;

export function requestsAndCommands({ commands, requests }: Run): string {
  const { total, connections, bytes, byVerb, retries } = requests;
  const verbs = Object.entries(byVerb).map(([verb, count]) => `${html(verb)} ${count}`);
  const api = `<p>${total} requests to the API${verbs.length > 0 ? ` (${verbs.join(", ")})` : ""} on ${connections} connections, ${(bytes / 1e6).toFixed(1)} MB, ${retries} tried again.</p>`;
  if (commands.length === 0) return `${api}<p>No commands were run.</p>`;
  const rows = commands.map((command): Cell[] => [
    `<code>${html(command.argv.join(" "), 300)}</code>`,
    html(endOf(command)),
    { html: inWords(command.tookMs), kind: "number" },
    fileLink(command.transcript),
  ]);
  return `${api}${table(["Command", "Ended", "Took", "Transcript"], rows, "Commands", ["", "15%", "9%", "30%"])}`;
}

export const reproduction = (run: Run): string =>
  `<dl>${reproductionOf(run)
    .map(({ why, command }) => `<dt>${html(why)}</dt><dd class="next">${commandLine(command)}</dd>`)
    .join("\n")}</dl>`;

export function remarks(run: Run): string | undefined {
  const items = remarksOf(run).map(
    ({ remark, ids }) =>
      `<li>${htmlProse(remark)} <span class="soft">(${ids.map((id) => linked(run, id)).join(", ")})</span></li>`,
  );
  return items.length > 0 ? `<ul>${items.join("\n")}</ul>` : undefined;
}

/** The codes beside the checks, spelled out. */
export function askedBy({ criteria }: Run): string | undefined {
  const origins = originsOf(criteria).map((origin) => `<li>${html(origin, 300)}</li>`);
  return origins.length === 0 ? undefined : `<ul>${origins.join("\n")}</ul>`;
}
