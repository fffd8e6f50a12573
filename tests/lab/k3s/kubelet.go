// The kubelet's configuration.
package main

import (
	"fmt"
	"net"
	"os"
	"strings"
)

// sysctlLocked: inside a container the kernel's settings are read-only.
func sysctlLocked() bool {
	f, err := os.OpenFile("/proc/sys/vm/overcommit_memory", os.O_WRONLY, 0)
	if err == nil {
		f.Close()
	}
	return err != nil
}

func kubeletArgs(c *Config) ([]string, error) {
	agent := c.path("agent")
	conf := fmt.Sprintf(`apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
cgroupDriver: cgroupfs
containerRuntimeEndpoint: unix://%s
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: true}
  x509: {clientCAFile: %s}
authorization: {mode: Webhook}
clusterDNS: [%q]
clusterDomain: %s
resolvConf: %s
tlsCertFile: %s
tlsPrivateKeyFile: %s
failSwapOn: false
serializeImagePulls: false
staticPodPath: %s
evictionHard: {imagefs.available: "5%%", nodefs.available: "5%%"}
evictionMinimumReclaim: {imagefs.available: "10%%", nodefs.available: "10%%"}
healthzBindAddress: 127.0.0.1
`, containerdSock, agent+"/client-ca.crt", c.ClusterDNS, c.ClusterDomain, resolvConf(c),
		agent+"/serving-kubelet.crt", agent+"/serving-kubelet.key", agent+"/pod-manifests")
	if sysctlLocked() {
		logf("warning", "kernel settings are read-only here: the kubelet runs with KubeletInUserNamespace")
		conf += "featureGates: {KubeletInUserNamespace: true}\n"
	} else if c.flag("protect-kernel-defaults") {
		conf += "protectKernelDefaults: true\n"
	}
	file := agent + "/etc/kubelet.yaml"
	for _, d := range []string{"/pod-manifests", "/etc/kubelet.conf.d"} {
		if err := os.MkdirAll(agent+d, 0o700); err != nil {
			return nil, err
		}
	}
	if err := writeFile(file, []byte(conf), 0o600); err != nil {
		return nil, err
	}
	m := map[string]string{
		"config": file, "config-dir": agent + "/etc/kubelet.conf.d", "kubeconfig": agent + "/kubelet.kubeconfig", "hostname-override": c.NodeName,
		"node-ip": c.NodeIP, "cert-dir": agent + "/pki",
	}
	if l := c.list("node-label"); len(l) > 0 {
		m["node-labels"] = strings.Join(l, ",")
	}
	if t := c.list("node-taint"); len(t) > 0 {
		m["register-with-taints"] = strings.Join(t, ",")
	}
	return argMap(m, c.list("kubelet-arg")), nil
}

// resolvConf: a file with only loopback servers is no use inside pods.
func resolvConf(c *Config) string {
	file := c.str("resolv-conf", "/etc/resolv.conf")
	raw, _ := os.ReadFile(file)
	for _, line := range strings.Split(string(raw), "\n") {
		f := strings.Fields(line)
		if len(f) == 2 && f[0] == "nameserver" {
			if ip := net.ParseIP(f[1]); ip != nil && !ip.IsLoopback() {
				return file
			}
		}
	}
	alt := c.path("agent", "etc", "resolv.conf")
	writeFile(alt, []byte("nameserver 8.8.8.8\n"), 0o644)
	return alt
}
