import appliedObjectsExist from "../criteria/references/applied-objects-exist.ts";
import madeSecretsExist from "../criteria/references/made-secrets-exist.ts";
import namedServicesAnswer from "../criteria/references/named-services-answer.ts";
import releasedObjectsExist from "../criteria/references/released-objects-exist.ts";
import { suite, verify } from "../helpers/session/suite.ts";

export default suite("86-references", "What is named is there", [
  verify(releasedObjectsExist, { within: "1m" }),
  verify(appliedObjectsExist, { within: "1m" }),
  verify(madeSecretsExist, { within: "2m" }),
  verify(namedServicesAnswer, { within: "2m" }),
]);
