import { bundled } from "./bundle.mjs";

const { main } = await import(`${await bundled()}/bin/docs.mjs`);
await main();
