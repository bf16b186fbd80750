import { Dispatcher } from "undici";

/**
 * One dispatcher over two: what a bare API server only passes on, to pods and kubelets, and the version that a world
 * says it has, are answered by the lab; everything else by the real server.
 */
export class Front extends Dispatcher {
  readonly #real: Dispatcher;
  readonly #lab: Dispatcher;
  readonly #url: string;
  readonly #date: () => string;

  /** `url`: where the real server is; clients go on naming the world's. `date`: the time of that world. */
  constructor(real: Dispatcher, url: string, lab: Dispatcher, date: () => string) {
    super();
    this.#date = date;
    this.#real = real;
    this.#url = url;
    this.#lab = lab;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const [path = ""] = options.path.split("?");
    if (PASSED_ON.test(path)) return this.#lab.dispatch(options, handler);
    return this.#real.dispatch({ ...options, origin: this.#url }, dated(handler, this.#date));
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }

  override destroy(): Promise<void> {
    return Promise.resolve();
  }
}

/** The real server lives in real time, and the world that it holds in its own. */
function dated(handler: Dispatcher.DispatchHandler, date: () => string): Dispatcher.DispatchHandler {
  return new Proxy(handler, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      if (name !== "onHeaders") return value.bind(target) as unknown;
      return (status: number, headers: Buffer[], ...rest: unknown[]): unknown => {
        const at = headers.findIndex((text, index) => index % 2 === 0 && text.toString().toLowerCase() === "date");
        if (at >= 0) headers[at + 1] = Buffer.from(new Date(date()).toUTCString());
        return Reflect.apply(value, target, [status, headers, ...rest]) as unknown;
      };
    },
  });
}

const PASSED_ON = /^\/version$|\/(pods|services|nodes)\/[^/]+\/(proxy|log)(\/|$)/;
