import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

/**
 * How vite compiles libraries in: without what nobody uses of them. Node takes a third to half a millisecond for each
 * file that it imports, and a run imported 1,100 files of libraries.
 * @param {string[]} external imported from node_modules
 */
export const compiledIn = (external) => ({
  ssr: { noExternal: true, external },
  rollupOptions: {
    treeshake: { moduleSideEffects: [{ test: /\/node_modules\/@kubernetes\/client-node\//, sideEffects: false }] },
  },
  plugins: [kubeconfigOnly],
});

/**
 * Of client-node we use the kubeconfig alone. Its index, and what it generates from the API, bring every kind as a class:
 * 800 files, 16 MB.
 */
const kubeconfigOnly = {
  name: "client-node: the kubeconfig only",
  enforce: "pre",
  resolveId: {
    filter: { id: /^@kubernetes\/client-node$|^\.\/gen\/index\.js$/ },
    handler(id, importer) {
      if (id === "@kubernetes/client-node") return inClientNode("config.js");
      return importer === inClientNode("config.js") ? CONFIGURATION : undefined;
    },
  },
  load: {
    filter: { id: /^\0client-node\/configuration$/ },
    handler: () =>
      ["configuration", "servers"]
        .map((file) => `export * from ${JSON.stringify(inClientNode(`gen/${file}.js`))};`)
        .join("\n"),
  },
};

const CONFIGURATION = "\0client-node/configuration";

const inClientNode = (file) => path.join(root, "node_modules/@kubernetes/client-node/dist", file);
