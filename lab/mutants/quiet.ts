/**
 * Keys of which no health depends, in objects, machines and answers: they are not changed, nor what is below them. A
 * check that judged one of them would make healthy clusters red.
 */
export const isQuiet = (key: string): boolean => QUIET.has(key) || TIMES.test(key) || isIdentifier(key);

/** Moments and durations move by themselves; what has a term is judged by scenarios of its own (`lab/scenarios/time`). */
const TIMES = /(Time|Timestamp|-timestamp|Seconds|At|Duration|Transition)$|^(notBefore|notAfter|uptime|window|epoch)$/;

/** A value that only tells one thing from another: each machine and each object has another one. */
const isIdentifier = (key: string): boolean => /(ID|UUID|Uuid|uuid|uid|Digest|digest|Hash|Addr)$/.test(key);

const QUIET = new Set([
  // written for people, or for the tool that wrote it
  ...["message", "msg", "reason", "description", "annotations", "labels", "managedFields", "resourceVersion"],
  ...["created", "updated", "owner", "type", "namespace", "kind", "apiVersion", "group", "id", "metadata"],
  // how much there is: machines and clusters differ, and what runs out says so in a condition
  ...["capacity", "allocatable", "size", "prettySize", "dbSize", "inUse", "usage", "resources", "allocations"],
  ...["bytesTotal", "bytesUsed", "bytesAvailable", "speedMbit", "index", "linkIndex", "masterIndex", "qosClass"],
  ...["raftIndex", "raftTerm", "raftApplied", "current-flows", "max-flows", "portMin", "portMax"],
  // how often something happened, and what was before
  ...["totalReconciliations", "success-count", "total-redirects", "collisionCount", "previousHealth", "lastState"],
  ...["firstDeployed", "lastDeployed", "firstReconciled", "lastReconciled", "lastChanged", "lastChecked"],
  ...["lastUpdated", "lastAttemptedGeneration", "currentRevision", "updateRevision", "received", "revision"],
  // what was built or offered, not whether it works
  ...["nodeInfo", "daemonEndpoints", "image", "images", "image_count", "supportedKinds", "acceptedNames"],
  ...["versions", "deviceClasses", "migrationStatus", "storeType", "admissionReviewVersions", "schema", "rules"],
  ...["additionalPrinterColumns", "subresources", "accessModes", "names", "filesystem", "parentLocation", "location"],
  // the same again, or of the network as it was configured
  ...["hostIP", "hostIPs", "podIPs", "localASN", "peerASN", "timers", "deviceList", "devices", "features", "observer"],
  ...["masquerading", "cni-chaining", "encryption", "proxy", "controllers", "external-identifiers", "ipv4", "self"],
  // how a bond is tuned: talos/bonds-run-lacp judges its mode and whether its members carry it
  ...["adActorSysPrio", "arpAllTargets", "arpValidate", "downdelay", "updelay", "failOverMac", "lpInterval", "miimon"],
  ...["numPeerNotif", "packetsPerSlave", "primaryReselect", "resendIgmp", "tlbLogicalLb", "useCarrier"],
  // the server fills it in: it is never absent, whatever was asked for
  ...["ipFamilies", "ipFamilyPolicy", "protocol", "sessionAffinity", "finalizers", "restartPolicy", "timeoutSeconds"],
]);
