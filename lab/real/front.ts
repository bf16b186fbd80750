import { Dispatcher } from "undici";

/**
 * One dispatcher over two: what a bare API server only passes on, to pods and kubelets, and the version that a world
 * says it has, are answered by the lab; everything else by the real server.
 */
export class Front extends Dispatcher {
  readonly #real: Dispatcher;
  readonly #lab: Dispatcher;
  readonly #url: string;

  /** `url`: where the real server is; clients go on naming the world's. */
  constructor(real: Dispatcher, url: string, lab: Dispatcher) {
    super();
    this.#real = real;
    this.#url = url;
    this.#lab = lab;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const [path = ""] = options.path.split("?");
    if (PASSED_ON.test(path)) return this.#lab.dispatch(options, handler);
    return this.#real.dispatch({ ...options, origin: this.#url }, handler);
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }

  override destroy(): Promise<void> {
    return Promise.resolve();
  }
}

const PASSED_ON = /^\/version$|\/(pods|services|nodes)\/[^/]+\/(proxy|log)(\/|$)/;
