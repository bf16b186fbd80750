import type { Message } from "./message.ts";

export type Kind = "webhook" | "slack" | "discord" | "ntfy" | "alertmanager";

/** What is posted. */
export interface Posted {
  /** What follows the path of the URL, unless it ends so already. */
  path?: string;
  headers: Record<string, string>;
  body: string;
}

/** A message as a service takes it; `undefined` where there is nothing to tell it. */
export const shaped = (kind: Kind, message: Message): Posted | undefined => SHAPES[kind](message);

const SHAPES: Record<Kind, (message: Message) => Posted | undefined> = {
  webhook: (message) => posted({ schema: "assay/notification/v1", ...message }),
  slack,
  discord,
  ntfy,
  alertmanager,
};

const posted = (content: unknown): Posted => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(content),
});

/** At most so many causes are told; the report has all. */
const SHOWN = 5;

/** `say` and `code` make a text and a command harmless for the service. */
function linesOf(
  { title, remarks, causes }: Message,
  say: (text: string) => string,
  code: (text: string) => string,
): string[] {
  const more = causes.length - SHOWN;
  return [
    say(title),
    ...causes
      .slice(0, SHOWN)
      .flatMap(({ text, next }, index) => [`${index + 1}. ${say(text)}`, ...(next === undefined ? [] : [code(next)])]),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...remarks.map(say),
  ];
}

/** https://docs.slack.dev/messaging/formatting-message-text: these three signs make links and mentions. */
function slack(message: Message): Posted {
  const say = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const code = (text: string): string => `\`${say(text).replaceAll("`", "'")}\``;
  return posted({ text: cut(linesOf(message, say, code).join("\n"), 3_500), unfurl_links: false, unfurl_media: false });
}

/** https://docs.discord.com/developers/resources/webhook#execute-webhook: 2000 characters; nobody is mentioned. */
function discord(message: Message): Posted {
  const say = (text: string): string => text.replace(/[\\*_~`|>[\]()#<]/g, String.raw`\$&`);
  const code = (text: string): string => `\`${text.replaceAll("`", "'")}\``;
  return posted({
    content: cut(linesOf(message, say, code).join("\n"), 1_900),
    allowed_mentions: { parse: [] },
    flags: 4,
  });
}

/** https://docs.ntfy.sh/publish: the text as it is; what stands in headers must be ASCII. */
function ntfy(message: Message): Posted {
  const [title = "", ...rest] = linesOf(
    message,
    (text) => text,
    (text) => text,
  );
  const isBad = message.verdict !== "pass";
  return {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      title: title.replace(/[^\x20-\x7e]/g, "?").slice(0, 250),
      priority: message.verdict === "fail" ? "high" : "default",
      tags: message.verdict === "fail" ? "x" : isBad ? "warning" : "white_check_mark",
    },
    body: cut(rest.length > 0 ? rest.join("\n") : title, 3_500),
  };
}

/** Alerts end so long after the run that made them, unless a later one makes them anew. */
const LASTS_MS = 36 * 3_600_000;

/**
 * https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml: an alert for each root cause. One that is
 * no cause any more ends; a run that failed without a cause, or was refused, is an alert of its own.
 */
function alertmanager(message: Message): Posted | undefined {
  const { cluster, causes, mended, title, verdict, startedAt, endedAt, simulated } = message;
  const until = new Date(Date.parse(endedAt) + LASTS_MS).toISOString();
  const alert = (labels: Record<string, string>, summary: string, endsAt: string, more = "") => ({
    labels: { ...labels, cluster, ...(simulated && { simulated: "true" }) },
    annotations: { summary, ...(more !== "" && { description: more }) },
    startsAt: startedAt,
    endsAt,
  });
  // labels name an alert: one that changed with the verdict would leave the old one behind
  const cause = (check: string) => ({ alertname: "AssayCause", severity: "critical", check });
  const firing = causes.map(({ check, text, next }) => alert(cause(check), text, until, next));
  const ended = mended
    .filter((check) => !causes.some((it) => it.check === check))
    .map((check) => alert(cause(check), `${check} holds again`, endedAt));
  const run = alert(
    { alertname: "AssayRunNotPassed", severity: "warning" },
    title,
    verdict === "pass" ? endedAt : until,
  );
  const alerts = [...firing, ...ended, run];
  return { path: "/api/v2/alerts", ...posted(alerts) };
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 2)} …`);
