import nobodyStoppedLooking from "../criteria/objects/nobody-stopped-looking.ts";
import nothingHangsInDeletion from "../criteria/objects/nothing-hangs-in-deletion.ts";
import nothingIsUnwell from "../criteria/objects/nothing-is-unwell.ts";
import statusesAreCurrent from "../criteria/objects/statuses-are-current.ts";
import { suite, verify } from "../helpers/session/suite.ts";

export default suite("89-objects", "What the cluster says of itself", [
  verify(nothingIsUnwell, { within: "3m" }),
  verify(nothingHangsInDeletion, { within: "3m" }),
  verify(statusesAreCurrent, { within: "3m" }),
  verify(nobodyStoppedLooking, { within: "3m" }),
]);
