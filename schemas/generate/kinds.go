package main

import (
	victoriav1 "github.com/VictoriaMetrics/operator/api/operator/v1"
	victoria "github.com/VictoriaMetrics/operator/api/operator/v1beta1"
	acme "github.com/cert-manager/cert-manager/pkg/apis/acme/v1"
	certmanager "github.com/cert-manager/cert-manager/pkg/apis/certmanager/v1"
	cilium "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	ciliumalpha "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2alpha1"
	cnpg "github.com/cloudnative-pg/cloudnative-pg/api/v1"
	fluxoperator "github.com/controlplaneio-fluxcd/flux-operator/api/v1"
	secrets "github.com/external-secrets/external-secrets/apis/externalsecrets/v1"
	secretsalpha "github.com/external-secrets/external-secrets/apis/externalsecrets/v1alpha1"
	secretsbeta "github.com/external-secrets/external-secrets/apis/externalsecrets/v1beta1"
	generators "github.com/external-secrets/external-secrets/apis/generators/v1alpha1"
	helm "github.com/fluxcd/helm-controller/api/v2"
	automation "github.com/fluxcd/image-automation-controller/api/v1"
	reflector "github.com/fluxcd/image-reflector-controller/api/v1"
	kustomize "github.com/fluxcd/kustomize-controller/api/v1"
	notification "github.com/fluxcd/notification-controller/api/v1"
	notificationbeta "github.com/fluxcd/notification-controller/api/v1beta3"
	source "github.com/fluxcd/source-controller/api/v1"
	watcher "github.com/fluxcd/source-watcher/api/v2/v1beta1"
	snapshot "github.com/kubernetes-csi/external-snapshotter/client/v8/apis/volumesnapshot/v1"
	prometheus "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	prometheusalpha "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1alpha1"
	prometheusbeta "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1beta1"
	rook "github.com/rook/rook/pkg/apis/ceph.rook.io/v1"
	"k8s.io/apimachinery/pkg/runtime"
	kubernetes "k8s.io/client-go/kubernetes/scheme"
	gateway "sigs.k8s.io/gateway-api/apis/v1"
	gatewayalpha "sigs.k8s.io/gateway-api/apis/v1alpha2"
	gatewayalpha3 "sigs.k8s.io/gateway-api/apis/v1alpha3"
	gatewaybeta "sigs.k8s.io/gateway-api/apis/v1beta1"
)

// product is a project whose kinds are read from its own Go types.
type product struct {
	name string
	// the module whose version is the product's
	module string
	// the release, where the module's version does not say it at all
	release string
	// the major of the release, where the module counts otherwise: Kubernetes 1.37 has k8s.io/api v0.37
	major string
	// whether its kinds are served by the API server itself: no CRD cut anything from their types
	builtIn bool
	add     []func(*runtime.Scheme) error
}

var products = []product{
	{name: "kubernetes", module: "k8s.io/api", major: "1", builtIn: true, add: adds(kubernetes.AddToScheme)},
	// kustomize-controller 1.7 came with Flux 2.7, and so on
	{name: "flux", module: "github.com/fluxcd/kustomize-controller/api", major: "2", add: adds(
		kustomize.AddToScheme, helm.AddToScheme, source.AddToScheme, notification.AddToScheme,
		notificationbeta.AddToScheme, reflector.AddToScheme, automation.AddToScheme, watcher.AddToScheme)},
	{name: "flux-operator", module: "github.com/controlplaneio-fluxcd/flux-operator", add: adds(fluxoperator.AddToScheme)},
	{name: "cilium", module: "github.com/cilium/cilium", add: adds(cilium.AddToScheme, ciliumalpha.AddToScheme)},
	{name: "gateway-api", module: "sigs.k8s.io/gateway-api", add: adds(
		gateway.Install, gatewaybeta.Install, gatewayalpha.Install, gatewayalpha3.Install)},
	{name: "cert-manager", module: "github.com/cert-manager/cert-manager", add: adds(certmanager.AddToScheme, acme.AddToScheme)},
	// its module of types has no versions: this is a commit shortly after v2.0.0
	{name: "external-secrets", module: "github.com/external-secrets/external-secrets/apis", release: "2.0", add: adds(
		secrets.AddToScheme, secretsbeta.AddToScheme, secretsalpha.AddToScheme, generators.AddToScheme)},
	{name: "prometheus-operator", module: "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring", add: adds(
		prometheus.AddToScheme, prometheusbeta.AddToScheme, prometheusalpha.AddToScheme)},
	{name: "victoria-metrics-operator", module: "github.com/VictoriaMetrics/operator/api", add: adds(
		victoria.AddToScheme, victoriav1.AddToScheme)},
	{name: "cloudnative-pg", module: "github.com/cloudnative-pg/cloudnative-pg", add: adds(cnpg.AddToScheme)},
	// its module of types has no versions: this is a commit of v1.17
	{name: "rook-ceph", module: "github.com/rook/rook/pkg/apis", release: "1.17", add: adds(rook.AddToScheme)},
	{name: "snapshot-controller", module: "github.com/kubernetes-csi/external-snapshotter/client/v8", add: adds(snapshot.AddToScheme)},
}

func adds(add ...func(*runtime.Scheme) error) []func(*runtime.Scheme) error { return add }
