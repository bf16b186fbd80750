import { bundled } from "./bundle.mjs";

const { main } = await import(`${await bundled()}/bin/docs.mjs`);
process.exitCode = await main(process.argv.slice(2));
