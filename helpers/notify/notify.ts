import { readPlainText } from "../../evidence/plain-file.ts";
import type { Profile } from "../../clusters/profile.ts";
import type { Run } from "../../evidence/run.ts";
import { isChange, messageOf } from "../../reports/messages/message.ts";
import { shaped } from "../../reports/messages/shapes.ts";
import { variable } from "../environment.ts";
import { holdSecret } from "../redact/redact.ts";
import { below, post } from "./post.ts";
import { wordsOf } from "../../observations/words.ts";

type Target = Profile["notify"][number];

/** Tells everybody whom the profile names. Returns what could not be told, as warnings without any URL. */
export async function notify({ notify: targets }: Pick<Profile, "notify">, run: Run): Promise<string[]> {
  const message = messageOf(run);
  const told = targets
    .map((target, index) => ({ target, name: `notify[${index}] (${target.kind})` }))
    .filter(({ target }) => target.on === "always" || isChange(run))
    .map(async ({ target, name }) => {
      const { url, problem } = urlOf(target);
      if (url === undefined) return [`${name} was not told: ${problem}`];
      const shape = shaped(target.kind, message);
      if (!shape) return [];
      const { path, headers, body } = shape;
      const wrong = await post({ url: path === undefined ? url : below(url, path), headers, body });
      return wrong === undefined ? [] : [`${name} was not told: ${wrong}`];
    });
  return (await Promise.all(told)).flat();
}

/** Keeps the URLs out of everything that is written from here on, by their value. */
export function holdUrls(targets: readonly Target[], ping: string | undefined): void {
  const urls = [...targets.map((target) => urlOf(target).url), ping].filter((url) => url !== undefined);
  for (const url of urls) {
    holdSecret(url);
    const { pathname, search } = new URL(url);
    // what a library says of a request may name its path alone
    if (pathname.length + search.length >= LONG) holdSecret(pathname + search);
  }
}

/** A path that is shorter is a word like /alerts, and no secret. */
const LONG = 20;

function urlOf({ url }: Target): { url?: string; problem?: string } {
  const { env, file = "" } = url;
  const found = env === undefined ? firstLine(file) : variable(env);
  if (typeof found === "object") return found;
  const where = env === undefined ? file : `$${env}`;
  if (found === undefined) return { problem: `${where} is not set` };
  if (!URL.canParse(found) || !/^https?:\/\//.test(found)) return { problem: `${where} holds no http or https URL` };
  return { url: found };
}

function firstLine(file: string): string | { problem: string } {
  try {
    return readPlainText(file).split("\n")[0]?.trim() ?? "";
  } catch (error) {
    return { problem: `${file} cannot be read: ${wordsOf(error)}` };
  }
}
