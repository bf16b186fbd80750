import { Dispatcher } from "undici";

/**
 * One dispatcher over two: what a bare API server only passes on, to pods and kubelets, and the version that a world
 * says it has, are answered by the lab; everything else by the real server.
 */
export class Front extends Dispatcher {
  readonly #real: Dispatcher;
  readonly #lab: Dispatcher;

  constructor(real: Dispatcher, lab: Dispatcher) {
    super();
    this.#real = real;
    this.#lab = lab;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const [path = ""] = options.path.split("?");
    return (PASSED_ON.test(path) ? this.#lab : this.#real).dispatch(options, handler);
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }

  override destroy(): Promise<void> {
    return Promise.resolve();
  }
}

const PASSED_ON = /^\/version$|\/(pods|services|nodes)\/[^/]+\/(proxy|log)(\/|$)/;
