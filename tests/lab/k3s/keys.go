// The keys of config.yaml and of the command line: a closed list.
package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"sort"
	"strings"
)

type kind int

const (
	kBool kind = iota
	kString
	kList
	kIgnored // a real key whose feature is not shipped here
)

// knownKeys: anything else is an error, in the file and on the command line.
var knownKeys = map[string]kind{
	"cluster-init": kBool, "cluster-reset": kBool, "secrets-encryption": kBool,
	"protect-kernel-defaults": kBool, "etcd-expose-metrics": kBool,
	"server": kString, "token": kString, "token-file": kString, "agent-token-file": kString, "node-name": kString,
	"node-ip": kString, "advertise-address": kString, "write-kubeconfig": kString,
	"write-kubeconfig-mode": kString, "data-dir": kString, "cluster-cidr": kString,
	"service-cidr": kString, "service-node-port-range": kString, "cluster-dns": kString,
	"cluster-domain": kString, "cluster-reset-restore-path": kString, "resolv-conf": kString,
	"default-local-storage-path": kString, "etcd-snapshot-dir": kString, "snapshotter": kString,
	"pause-image": kString,
	"tls-san":     kList, "disable": kList, "node-label": kList, "node-taint": kList, "etcd-arg": kList,
	"kube-apiserver-arg": kList, "kube-controller-manager-arg": kList,
	"kube-scheduler-arg": kList, "kubelet-arg": kList, "kube-proxy-arg": kList,

	"flannel-backend": kIgnored, "flannel-iface": kIgnored, "flannel-ipv6-masq": kIgnored,
	"disable-network-policy": kIgnored, "disable-helm-controller": kIgnored,
	"disable-cloud-controller": kIgnored, "embedded-registry": kIgnored,
	"private-registry": kIgnored, "debug": kIgnored, "v": kIgnored, "vmodule": kIgnored,
	"log": kIgnored, "alsologtostderr": kIgnored, "selinux": kIgnored, "bind-address": kIgnored,
	"https-listen-port": kIgnored, "tls-san-security": kIgnored, "node-external-ip": kIgnored,
	"prefer-bundled-bin": kIgnored, "egress-selector-mode": kIgnored,
	"write-kubeconfig-group": kIgnored, "kube-cloud-controller-manager-arg": kIgnored,
	"agent-token": kIgnored, "system-default-registry": kIgnored,
	"secrets-encryption-provider": kIgnored, "supervisor-metrics": kIgnored,
	"airgap-extra-registry": kIgnored, "image-service-endpoint": kIgnored,
	"container-runtime-endpoint": kIgnored, "helm-job-image": kIgnored,
	"disable-default-registry-endpoint": kIgnored, "with-node-id": kIgnored,
	"flannel-external-ip": kIgnored, "flannel-conf": kIgnored, "flannel-cni-conf": kIgnored,
	"disable-kube-proxy": kIgnored, "enable-pprof": kIgnored, "kubelet-certificate-extra-sans": kIgnored,
	"datastore-endpoint": kIgnored, "vpn-auth": kIgnored, "vpn-auth-file": kIgnored,

	"etcd-disable-snapshots": kBool, "etcd-snapshot-compress": kIgnored,
	"etcd-snapshot-name": kString, "etcd-snapshot-schedule-cron": kString,
	"etcd-snapshot-retention": kString, "etcd-snapshot-reconcile-interval": kIgnored,
	"etcd-s3": kIgnored, "etcd-s3-access-key": kIgnored, "etcd-s3-bucket": kIgnored,
	"etcd-s3-bucket-lookup-type": kIgnored, "etcd-s3-config-secret": kIgnored,
	"etcd-s3-endpoint": kIgnored, "etcd-s3-endpoint-ca": kIgnored, "etcd-s3-folder": kIgnored,
	"etcd-s3-insecure": kIgnored, "etcd-s3-proxy": kIgnored, "etcd-s3-region": kIgnored,
	"etcd-s3-retention": kIgnored, "etcd-s3-secret-key": kIgnored,
	"etcd-s3-session-token": kIgnored, "etcd-s3-skip-ssl-verify": kIgnored, "etcd-s3-timeout": kIgnored,
}

// parts are the values that "disable" knows.
var parts = map[string]bool{"coredns": true, "servicelb": true, "traefik": true,
	"local-storage": true, "metrics-server": true, "runtimes": true}

// sameEverywhere must be equal on all servers, as K3s demands it.
var sameEverywhere = []string{"agent-token", "cluster-cidr", "service-cidr", "cluster-dns",
	"cluster-domain", "disable", "disable-cloud-controller", "disable-helm-controller",
	"disable-kube-proxy", "disable-network-policy", "egress-selector-mode", "embedded-registry",
	"flannel-backend", "flannel-external-ip", "flannel-ipv6-masq", "secrets-encryption",
	"secrets-encryption-provider"}

// critical gives those values in one form, for the bundle and its readers.
func (c *Config) critical() map[string]string {
	out := map[string]string{}
	for _, key := range sameEverywhere {
		vals := strings.Split(strings.Join(c.vals[key], ","), ",")
		sort.Strings(vals)
		if out[key] = strings.Join(vals, ","); out[key] == "false" {
			out[key] = ""
		}
	}
	out["cluster-cidr"], out["service-cidr"] = c.ClusterCIDR, c.ServiceCIDR
	out["cluster-dns"], out["cluster-domain"] = c.ClusterDNS, c.ClusterDomain
	out["flannel-backend"] = c.str("flannel-backend", "vxlan")
	// The agents' token is compared, never shown.
	if f := c.str("agent-token-file", ""); f != "" {
		raw, _ := os.ReadFile(f)
		out["agent-token"] = fmt.Sprintf("%x", sha256.Sum256(bytes.TrimSpace(raw)))
	}
	return out
}

func lookupKey(key, where string) (kind, error) {
	if k, ok := knownKeys[key]; ok {
		return k, nil
	}
	return 0, fmt.Errorf("unknown key %q in %s", key, where)
}

// checkValues finds what K3s would find later, or never.
func (c *Config) checkValues() error {
	for _, d := range c.list("disable") {
		for _, p := range strings.Split(d, ",") {
			if p = strings.TrimSpace(p); p != "" && !parts[p] {
				return fmt.Errorf("disable: unknown part %q", p)
			}
		}
	}
	if f := c.str("agent-token-file", ""); f != "" && !exists(f) {
		return fmt.Errorf("agent-token-file %s: no such file", f)
	}
	if c.flag("etcd-s3") && c.str("etcd-s3-config-secret", "") != "" {
		for key := range c.vals {
			if strings.HasPrefix(key, "etcd-s3-") && key != "etcd-s3-config-secret" {
				logf("warning", "%s is set: etcd-s3-config-secret is ignored", key)
			}
		}
	}
	return nil
}
