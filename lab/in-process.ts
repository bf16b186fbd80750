import { Dispatcher } from "undici";
import { LAB_CHAIN, type ApiTrouble, type CommandAnswer, type LabObject, type World } from "./world.ts";
import { answersOf, keyOf, unknownCall, PROGRAMS } from "./commands/call.ts";
import { mayUse } from "./server/reviews/access.ts";
import { createApi } from "./server/api.ts";
import { catalogueOf } from "./server/resources/catalogue.ts";
import { refusalOf, goneFor } from "./server/delivery.ts";
import type { Answer } from "./server/wire/status.ts";
import { statusOf } from "./server/elsewhere.ts";
import { kindOf } from "./server/lists/store.ts";
import { createTroubles } from "./server/troubles.ts";

/** A world met without a network and without processes: the same answers, in the same process. */
export interface InProcess {
  /** Plays another world from now on. What both hold is not made anew. */
  enter(world: () => World, time: PassingTime): void;
  /** Answers what undici is asked, and fails as the wire would. */
  dispatcher: Dispatcher;
  /** What the server would show in TLS: as the helper's connection tells it. */
  chains(): readonly (readonly string[])[];
  /** The objects that a list would hold; `undefined` where the server would refuse it or fail. */
  held(group: string, plural: string): readonly LabObject[] | undefined;
  /** What a stand-in command would print; `undefined` where it is not installed. */
  command(argv: readonly string[]): CommandAnswer | undefined;
  /** What a pod of ours would resolve; `undefined` where none is made. */
  probed(): World["kubernetes"]["probed"];
  /** Why nobody could show who asks; `undefined` where a certificate does. */
  noCredentials(): string | undefined;
  /** Whether some answers take their time, which passes for nobody but the world. */
  isSlow(): boolean;
  /** The status that a URL of another host answers; `undefined` where nobody does. */
  elsewhere(url: string): number | undefined;
}

/** The time in which a world is played. */
export interface PassingTime {
  /** How long it has been played. */
  monotonicMs(): number;
  /** Lets an answer take so long. */
  pass(ms: number): Promise<void>;
}

/** `world` is asked before every answer. */
export function inProcess(world: () => World, time: PassingTime): InProcess {
  const api = createApi(world(), { address: () => "127.0.0.1:6443", elapsed: () => time.monotonicMs() });
  let troubles = createTroubles(() => time.monotonicMs());
  let commands: { world: World; answers: Map<string, Record<string, CommandAnswer> | undefined> } | undefined;

  return {
    enter: (nextWorld, nextTime) => {
      [world, time] = [nextWorld, nextTime];
      troubles = createTroubles(() => time.monotonicMs());
    },
    dispatcher: new Answering(async ({ method, path, headers, body }) => {
      api.setWorld(world());
      const trouble = troubles.find(api.world.kubernetes.troubles, { method, url: path });
      if (trouble?.delayMs !== undefined && LATE.has(trouble.how)) {
        await time.pass(trouble.delayMs);
        api.setWorld(world());
      }
      const accept = headers["accept"];
      const ask = (): Answer =>
        api.answer({
          method,
          url: path,
          body,
          ...(accept !== undefined && { accept }),
          authenticated: isValid(api.world),
        });
      const answer = befallen(trouble, path, ask);
      return typeof answer === "string" ? answer : { answer, date: api.world.now };
    }),
    chains: () => [world().kubernetes.chain ?? LAB_CHAIN],
    held(group, plural) {
      const { kubernetes } = world();
      if (kubernetes.troubles.length > 0 || !isValid(world())) return undefined;
      if (!mayUse(kubernetes.rules, { verb: "list", group, resource: plural })) return undefined;
      const kinds = groupedOf(world());
      return kinds.get(`${group}/${plural}`);
    },
    probed: () => world().kubernetes.probed,
    noCredentials: () => world().files.kubeconfig.plugin?.said,
    isSlow: () => world().kubernetes.troubles.some((it) => it.delayMs !== undefined && LATE.has(it.how)),
    elsewhere: (url) => statusOf(world(), url),
    command([program = "", ...args]) {
      const current = world();
      if (commands?.world !== current) commands = { world: current, answers: new Map() };
      const known = PROGRAMS.find((name) => name === program);
      if (known === undefined) return undefined;
      if (!commands.answers.has(known)) commands.answers.set(known, answersOf(current, known));
      const answers = commands.answers.get(known);
      const key = keyOf(program, args);
      return answers && (answers[key] ?? unknownCall(program, key));
    },
  };
}

/** What becomes of an answer. `ask` is only called where somebody answers. */
function befallen(trouble: ApiTrouble | undefined, path: string, ask: () => Answer): Answer | "silence" | "reset" {
  switch (trouble?.how) {
    case "silence":
      return "silence";
    case "status":
      return refusalOf(soon(trouble));
    case "gone":
      return goneFor(path);
    case "reset":
      return "reset";
    case "truncate": {
      const answer = ask();
      return "watch" in answer ? answer : { ...answer, body: answer.body.slice(0, answer.body.length / 2) };
    }
    case "slow":
    case "drip":
    case "chaos":
    case "watch-dies":
    case undefined:
      return ask();
  }
}

/** What comes after its delay, and not bit by bit. */
const LATE: ReadonlySet<ApiTrouble["how"]> = new Set(["slow", "status"]);

/** Objects by `group/plural`, of what the world serves: once a world. */
function groupedOf(world: World): ReadonlyMap<string, LabObject[]> {
  const known = grouped.get(world);
  if (known) return known;
  const byKind = new Map<string, LabObject[]>();
  for (const object of world.kubernetes.objects) {
    const kind = kindOf(object);
    const held = byKind.get(kind);
    if (held) held.push(object);
    else byKind.set(kind, [object]);
  }
  const resources = catalogueOf(world).groups.flatMap(({ versions }) => versions.flatMap((it) => it.resources));
  const made = new Map(
    resources.map(({ group, plural, kind }) => [`${group}/${plural}`, byKind.get(`${group}/${kind}`) ?? []] as const),
  );
  grouped.set(world, made);
  return made;
}

const grouped = new WeakMap<World, ReadonlyMap<string, LabObject[]>>();

/** Nobody is far away: a second of patience is a millisecond here. */
const soon = ({ retryAfterSeconds, ...trouble }: ApiTrouble): ApiTrouble =>
  retryAfterSeconds === undefined ? trouble : { ...trouble, retryAfterSeconds: retryAfterSeconds / 1000 };

/** As the TLS handshake finds out: a certificate of another time is nobody's. */
function isValid({ now, files }: World): boolean {
  const { notBefore, notAfter } = files.kubeconfig.clientCertificate;
  return Date.parse(notBefore) <= Date.parse(now) && Date.parse(now) < Date.parse(notAfter);
}

interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** An answer, and the server's time at it. */
interface Dated {
  answer: Answer;
  date: string;
}

/** undici's dispatcher over a function: https://undici.nodejs.org/#/docs/api/Dispatcher */
class Answering extends Dispatcher {
  readonly #answer: (asked: Asked) => Promise<Dated | "silence" | "reset">;

  constructor(answer: (asked: Asked) => Promise<Dated | "silence" | "reset">) {
    super();
    this.#answer = answer;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    let aborted = false;
    handler.onConnect?.((error) => {
      aborted = true;
      handler.onError?.(error ?? new DOMException("aborted", "AbortError"));
    });
    const asked = {
      method: options.method,
      path: options.path,
      headers: (options.headers ?? {}) as Record<string, string>,
      body: Buffer.from((options.body as string | null | undefined) ?? ""),
    };
    void (async () => {
      try {
        const answer = await this.#answer(asked);
        if (!aborted) tell(handler, answer);
      } catch (error) {
        handler.onError?.(error instanceof Error ? error : new Error(String(error)));
      }
    })();
    return true;
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }

  override destroy(): Promise<void> {
    return Promise.resolve();
  }
}

function tell(handler: Dispatcher.DispatchHandler, told: Dated | "silence" | "reset"): void {
  if (told === "silence") return;
  if (told === "reset") {
    handler.onError?.(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }));
    return;
  }
  const { answer, date } = told;
  const headers = Object.entries({ ...answer.headers, date: new Date(date).toUTCString() })
    .flat()
    .map((text) => Buffer.from(text));
  handler.onHeaders?.(answer.status, headers, () => undefined, "");
  if ("watch" in answer) return;
  handler.onData?.(Buffer.from(answer.body));
  handler.onComplete?.([]);
}
