import connectIsRunning from "../criteria/secrets/connect-is-running.ts";
import externalSecretsAreSynced from "../criteria/secrets/external-secrets-are-synced.ts";
import storesAreValid from "../criteria/secrets/stores-are-valid.ts";
import { suite, verify } from "../helpers/session/suite.ts";

export default suite("82-secrets", "Secrets", [
  verify(connectIsRunning, { within: "5m" }),
  verify(storesAreValid, { within: "5m" }),
  verify(externalSecretsAreSynced, { within: "10m" }),
]);
