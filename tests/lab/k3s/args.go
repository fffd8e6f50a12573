// Arguments of the components.
package main

import "strings"

func apiserverArgs(c *Config) []string {
	tls := c.path("server", "tls")
	m := map[string]string{
		"advertise-address":                  c.Advertise,
		"secure-port":                        "6443",
		"allow-privileged":                   "true",
		"anonymous-auth":                     "false",
		"api-audiences":                      "https://kubernetes.default.svc." + c.ClusterDomain + ",k3s",
		"authorization-mode":                 "Node,RBAC",
		"enable-admission-plugins":           "NodeRestriction",
		"enable-bootstrap-token-auth":        "true",
		"cert-dir":                           tls + "/temporary-certs",
		"client-ca-file":                     tls + "/client-ca.crt",
		"etcd-servers":                       "https://127.0.0.1:2379",
		"etcd-cafile":                        tls + "/etcd/server-ca.crt",
		"etcd-certfile":                      tls + "/etcd/client.crt",
		"etcd-keyfile":                       tls + "/etcd/client.key",
		"kubelet-certificate-authority":      tls + "/server-ca.crt",
		"kubelet-client-certificate":         tls + "/client-kube-apiserver.crt",
		"kubelet-client-key":                 tls + "/client-kube-apiserver.key",
		"kubelet-preferred-address-types":    "InternalIP,ExternalIP,Hostname",
		"profiling":                          "false",
		"proxy-client-cert-file":             tls + "/client-auth-proxy.crt",
		"proxy-client-key-file":              tls + "/client-auth-proxy.key",
		"requestheader-allowed-names":        "system:auth-proxy",
		"requestheader-client-ca-file":       tls + "/request-header-ca.crt",
		"requestheader-extra-headers-prefix": "X-Remote-Extra-",
		"requestheader-group-headers":        "X-Remote-Group",
		"requestheader-username-headers":     "X-Remote-User",
		"service-account-issuer":             "https://kubernetes.default.svc." + c.ClusterDomain,
		"service-account-key-file":           tls + "/service.key",
		"service-account-signing-key-file":   tls + "/service.key",
		"service-cluster-ip-range":           c.ServiceCIDR,
		"service-node-port-range":            c.str("service-node-port-range", "30000-32767"),
		"storage-backend":                    "etcd3",
		"tls-cert-file":                      tls + "/serving-kube-apiserver.crt",
		"tls-private-key-file":               tls + "/serving-kube-apiserver.key",
	}
	if f := c.path("server", encryptionFile); exists(f) {
		m["encryption-provider-config"] = f
		m["encryption-provider-config-automatic-reload"] = "true"
	}
	user := c.list("kube-apiserver-arg")
	// The file may have an "anonymous" section; the two together are refused.
	// K3s drops its own flag too, so the file has to forbid anonymous requests.
	for _, a := range user {
		if strings.HasPrefix(strings.TrimLeft(a, "-"), "authentication-config=") {
			delete(m, "anonymous-auth")
		}
	}
	return argMap(m, user)
}

func controllerArgs(c *Config) []string {
	tls, cred := c.path("server", "tls"), c.path("server", "cred")
	m := map[string]string{
		"allocate-node-cidrs":              "true",
		"authentication-kubeconfig":        cred + "/controller.kubeconfig",
		"authorization-kubeconfig":         cred + "/controller.kubeconfig",
		"kubeconfig":                       cred + "/controller.kubeconfig",
		"bind-address":                     "127.0.0.1",
		"cluster-cidr":                     c.ClusterCIDR,
		"service-cluster-ip-range":         c.ServiceCIDR,
		"controllers":                      "*,tokencleaner",
		"profiling":                        "false",
		"root-ca-file":                     tls + "/server-ca.crt",
		"service-account-private-key-file": tls + "/service.key",
		"use-service-account-credentials":  "true",
		"cert-dir":                         tls + "/kube-controller-manager",
	}
	for signer, ca := range map[string]string{"kube-apiserver-client": "client-ca", "kubelet-client": "client-ca",
		"kubelet-serving": "server-ca", "legacy-unknown": "server-ca"} {
		m["cluster-signing-"+signer+"-cert-file"] = tls + "/" + ca + ".nochain.crt"
		m["cluster-signing-"+signer+"-key-file"] = tls + "/" + ca + ".key"
	}
	return argMap(m, c.list("kube-controller-manager-arg"))
}

func schedulerArgs(c *Config) []string {
	conf := c.path("server", "cred", "scheduler.kubeconfig")
	return argMap(map[string]string{
		"authentication-kubeconfig": conf, "authorization-kubeconfig": conf, "kubeconfig": conf,
		"bind-address": "127.0.0.1", "profiling": "false", "cert-dir": c.path("server", "tls", "kube-scheduler"),
	}, c.list("kube-scheduler-arg"))
}

func proxyArgs(c *Config) []string {
	return argMap(map[string]string{
		"kubeconfig": c.path("agent", "kubeproxy.kubeconfig"), "hostname-override": c.NodeName,
		"proxy-mode": "iptables", "cluster-cidr": c.ClusterCIDR, "healthz-bind-address": "127.0.0.1",
		// The conntrack table size is not settable from a network namespace.
		"conntrack-max-per-core": "0", "conntrack-tcp-timeout-established": "0s", "conntrack-tcp-timeout-close-wait": "0s",
	}, c.list("kube-proxy-arg"))
}
