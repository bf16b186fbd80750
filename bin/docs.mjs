import path from "node:path";
import { runnerImport } from "vite";

const { module } = await runnerImport(path.join(import.meta.dirname, "docs.ts"), { configFile: false, logLevel: "error" });
await module.main();
