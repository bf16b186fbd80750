/**
 * The resources that a kube-apiserver 1.35.4 serves by itself, as its aggregated discovery lists them, in its order:
 * plural, singular, kind, scope, verbs ("all": the eight), then short names, categories and subresources
 * (`name=kind:verbs`). Recorded from the real one.
 */
export const BUILT_IN: Record<string, string> = {
  v1: `
    bindings binding Binding namespaced create
    componentstatuses componentstatus ComponentStatus cluster get,list short=cs
    configmaps configmap ConfigMap namespaced all short=cm
    endpoints endpoints Endpoints namespaced all short=ep
    events event Event namespaced all short=ev
    limitranges limitrange LimitRange namespaced all short=limits
    namespaces namespace Namespace cluster create,delete,get,list,patch,update,watch short=ns finalize=Namespace:update status=Namespace:get,patch,update
    nodes node Node cluster all short=no proxy=NodeProxyOptions:create,delete,get,patch,update status=Node:get,patch,update
    persistentvolumeclaims persistentvolumeclaim PersistentVolumeClaim namespaced all short=pvc status=PersistentVolumeClaim:get,patch,update
    persistentvolumes persistentvolume PersistentVolume cluster all short=pv status=PersistentVolume:get,patch,update
    pods pod Pod namespaced all short=po categories=all attach=PodAttachOptions:create,get binding=Binding:create ephemeralcontainers=Pod:get,patch,update eviction=policy/v1/Eviction:create exec=PodExecOptions:create,get log=Pod:get portforward=PodPortForwardOptions:create,get proxy=PodProxyOptions:create,delete,get,patch,update resize=Pod:get,patch,update status=Pod:get,patch,update
    podtemplates podtemplate PodTemplate namespaced all
    replicationcontrollers replicationcontroller ReplicationController namespaced all short=rc categories=all scale=autoscaling/v1/Scale:get,patch,update status=ReplicationController:get,patch,update
    resourcequotas resourcequota ResourceQuota namespaced all short=quota status=ResourceQuota:get,patch,update
    secrets secret Secret namespaced all
    serviceaccounts serviceaccount ServiceAccount namespaced all short=sa token=authentication.k8s.io/v1/TokenRequest:create
    services service Service namespaced all short=svc categories=all proxy=ServiceProxyOptions:create,delete,get,patch,update status=Service:get,patch,update
  `,
  "apiregistration.k8s.io/v1": `
    apiservices apiservice APIService cluster all categories=api-extensions status=APIService:get,patch,update
  `,
  "apps/v1": `
    controllerrevisions controllerrevision ControllerRevision namespaced all
    daemonsets daemonset DaemonSet namespaced all short=ds categories=all status=DaemonSet:get,patch,update
    deployments deployment Deployment namespaced all short=deploy categories=all scale=autoscaling/v1/Scale:get,patch,update status=Deployment:get,patch,update
    replicasets replicaset ReplicaSet namespaced all short=rs categories=all scale=autoscaling/v1/Scale:get,patch,update status=ReplicaSet:get,patch,update
    statefulsets statefulset StatefulSet namespaced all short=sts categories=all scale=autoscaling/v1/Scale:get,patch,update status=StatefulSet:get,patch,update
  `,
  "events.k8s.io/v1": `
    events event Event namespaced all short=ev
  `,
  "authentication.k8s.io/v1": `
    selfsubjectreviews selfsubjectreview SelfSubjectReview cluster create
    tokenreviews tokenreview TokenReview cluster create
  `,
  "authorization.k8s.io/v1": `
    localsubjectaccessreviews localsubjectaccessreview LocalSubjectAccessReview namespaced create
    selfsubjectaccessreviews selfsubjectaccessreview SelfSubjectAccessReview cluster create
    selfsubjectrulesreviews selfsubjectrulesreview SelfSubjectRulesReview cluster create
    subjectaccessreviews subjectaccessreview SubjectAccessReview cluster create
  `,
  "autoscaling/v2": `
    horizontalpodautoscalers horizontalpodautoscaler HorizontalPodAutoscaler namespaced all short=hpa categories=all status=HorizontalPodAutoscaler:get,patch,update
  `,
  "autoscaling/v1": `
    horizontalpodautoscalers horizontalpodautoscaler HorizontalPodAutoscaler namespaced all short=hpa categories=all status=HorizontalPodAutoscaler:get,patch,update
  `,
  "batch/v1": `
    cronjobs cronjob CronJob namespaced all short=cj categories=all status=CronJob:get,patch,update
    jobs job Job namespaced all categories=all status=Job:get,patch,update
  `,
  "certificates.k8s.io/v1": `
    certificatesigningrequests certificatesigningrequest CertificateSigningRequest cluster all short=csr approval=CertificateSigningRequest:get,patch,update status=CertificateSigningRequest:get,patch,update
  `,
  "networking.k8s.io/v1": `
    ingressclasses ingressclass IngressClass cluster all
    ingresses ingress Ingress namespaced all short=ing status=Ingress:get,patch,update
    ipaddresses ipaddress IPAddress cluster all short=ip
    networkpolicies networkpolicy NetworkPolicy namespaced all short=netpol
    servicecidrs servicecidr ServiceCIDR cluster all status=ServiceCIDR:get,patch,update
  `,
  "policy/v1": `
    poddisruptionbudgets poddisruptionbudget PodDisruptionBudget namespaced all short=pdb status=PodDisruptionBudget:get,patch,update
  `,
  "rbac.authorization.k8s.io/v1": `
    clusterrolebindings clusterrolebinding ClusterRoleBinding cluster all
    clusterroles clusterrole ClusterRole cluster all
    rolebindings rolebinding RoleBinding namespaced all
    roles role Role namespaced all
  `,
  "storage.k8s.io/v1": `
    csidrivers csidriver CSIDriver cluster all
    csinodes csinode CSINode cluster all
    csistoragecapacities csistoragecapacity CSIStorageCapacity namespaced all
    storageclasses storageclass StorageClass cluster all short=sc
    volumeattachments volumeattachment VolumeAttachment cluster all status=VolumeAttachment:get,patch,update
    volumeattributesclasses volumeattributesclass VolumeAttributesClass cluster all short=vac
  `,
  "admissionregistration.k8s.io/v1": `
    mutatingwebhookconfigurations mutatingwebhookconfiguration MutatingWebhookConfiguration cluster all categories=api-extensions
    validatingadmissionpolicies validatingadmissionpolicy ValidatingAdmissionPolicy cluster all categories=api-extensions status=ValidatingAdmissionPolicy:get,patch,update
    validatingadmissionpolicybindings validatingadmissionpolicybinding ValidatingAdmissionPolicyBinding cluster all categories=api-extensions
    validatingwebhookconfigurations validatingwebhookconfiguration ValidatingWebhookConfiguration cluster all categories=api-extensions
  `,
  "apiextensions.k8s.io/v1": `
    customresourcedefinitions customresourcedefinition CustomResourceDefinition cluster all short=crd,crds categories=api-extensions status=CustomResourceDefinition:get,patch,update
  `,
  "scheduling.k8s.io/v1": `
    priorityclasses priorityclass PriorityClass cluster all short=pc
  `,
  "coordination.k8s.io/v1": `
    leases lease Lease namespaced all
  `,
  "node.k8s.io/v1": `
    runtimeclasses runtimeclass RuntimeClass cluster all
  `,
  "discovery.k8s.io/v1": `
    endpointslices endpointslice EndpointSlice namespaced all
  `,
  "resource.k8s.io/v1": `
    deviceclasses deviceclass DeviceClass cluster all
    resourceclaims resourceclaim ResourceClaim namespaced all status=ResourceClaim:get,patch,update
    resourceclaimtemplates resourceclaimtemplate ResourceClaimTemplate namespaced all
    resourceslices resourceslice ResourceSlice cluster all
  `,
  "flowcontrol.apiserver.k8s.io/v1": `
    flowschemas flowschema FlowSchema cluster all status=FlowSchema:get,patch,update
    prioritylevelconfigurations prioritylevelconfiguration PriorityLevelConfiguration cluster all status=PriorityLevelConfiguration:get,patch,update
  `,
};
