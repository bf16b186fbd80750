import { commandsOf } from "../../criteria/advice.ts";
import { html, htmlProse } from "../../evidence/text.ts";

/** What was expected or seen: times in seconds, backticks as code. */
export const value = (text: string): string => htmlProse(inSeconds(text));

/** RFC 3339 times lose what is below a second; clusters write up to nanoseconds. */
const inSeconds = (text: string): string => text.replace(/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+/g, "$1");

/** What to do next: each command on a line of its own, which the script gives a button to copy it, then the sentences. */
export function next(advice: string): string {
  if (advice === "") return "";
  const { commands, prose } = commandsOf(advice);
  const lines = [...commands.map((command) => commandLine(command)), ...prose.map((text) => htmlProse(text))];
  return `<div class="next"><strong>Next:</strong><ul>${lines.map((line) => `<li>${line}</li>`).join("")}</ul></div>`;
}

export const commandLine = (command: string): string => `<code class="command">${html(command, 4_000)}</code>`;
