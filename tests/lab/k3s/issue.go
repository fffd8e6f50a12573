// Leaf certificates and kubeconfigs, new at every start.
package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// issue writes path.crt and path.key, renewed at every start. Authorities
// that are not self-signed are appended, so that a root is enough to verify.
func (a *authority) issue(path, cn string, orgs, sans []string, usage ...x509.ExtKeyUsage) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	now := time.Now()
	t := &x509.Certificate{
		SerialNumber: newSerial(), Subject: pkix.Name{CommonName: cn, Organization: orgs},
		NotBefore: now.Add(-time.Minute), NotAfter: now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, ExtKeyUsage: usage,
	}
	if t.NotAfter.After(a.chain[0].NotAfter) {
		t.NotAfter = a.chain[0].NotAfter
	}
	seen := map[string]bool{}
	for _, s := range sans {
		if s = strings.TrimSpace(s); s == "" || seen[s] {
			continue
		}
		seen[s] = true
		if ip := net.ParseIP(s); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, s)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, a.chain[0], key.Public(), a.key)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	out := pemBlock("CERTIFICATE", der)
	for _, c := range a.chain {
		if !bytes.Equal(c.RawSubject, c.RawIssuer) {
			out = append(out, pemBlock("CERTIFICATE", c.Raw)...)
		}
	}
	kder, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	if err := writeFile(path+".key", pemBlock("EC PRIVATE KEY", kder), 0o600); err != nil {
		return err
	}
	return writeFile(path+".crt", out, 0o644)
}

// issueAll makes every leaf certificate and kubeconfig of this server.
func issueAll(c *Config) error {
	tls, cred, agent := c.path("server", "tls"), c.path("server", "cred"), c.path("agent")
	ca := map[string]*authority{}
	for _, f := range caFiles {
		a, err := loadCA(filepath.Join(tls, f.base))
		if err != nil {
			return err
		}
		ca[f.base] = a
		// The CSR signer wants exactly one certificate in its file.
		if err := writeFile(filepath.Join(tls, f.base+".nochain.crt"), pemBlock("CERTIFICATE", a.chain[0].Raw), 0o644); err != nil {
			return err
		}
	}
	apiIP, err := nthIP(c.ServiceCIDR, 1)
	if err != nil {
		return err
	}
	local := []string{"localhost", "127.0.0.1", "::1", c.NodeName, c.NodeIP}
	api := append([]string{"kubernetes", "kubernetes.default", "kubernetes.default.svc",
		"kubernetes.default.svc." + c.ClusterDomain, apiIP, c.Advertise}, local...)
	for _, s := range c.list("tls-san") {
		api = append(api, strings.Split(s, ",")...)
	}
	cl, sv := x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth
	masters := []string{"system:masters"}
	leaves := []struct {
		ca, path, cn string
		orgs, sans   []string
		use          []x509.ExtKeyUsage
	}{
		{"server-ca", tls + "/serving-kube-apiserver", "kube-apiserver", nil, api, []x509.ExtKeyUsage{sv}},
		{"server-ca", agent + "/serving-kubelet", c.NodeName, nil, local, []x509.ExtKeyUsage{sv}},
		{"client-ca", tls + "/client-admin", "system:admin", masters, nil, []x509.ExtKeyUsage{cl}},
		{"client-ca", tls + "/client-kube-apiserver", "system:apiserver", masters, nil, []x509.ExtKeyUsage{cl}},
		{"client-ca", tls + "/client-controller", "system:kube-controller-manager", nil, nil, []x509.ExtKeyUsage{cl}},
		{"client-ca", tls + "/client-scheduler", "system:kube-scheduler", nil, nil, []x509.ExtKeyUsage{cl}},
		{"client-ca", tls + "/client-supervisor", "system:k3s-supervisor", masters, nil, []x509.ExtKeyUsage{cl}},
		{"client-ca", agent + "/client-kubelet", "system:node:" + c.NodeName, []string{"system:nodes"}, nil, []x509.ExtKeyUsage{cl}},
		{"client-ca", agent + "/client-kube-proxy", "system:kube-proxy", nil, nil, []x509.ExtKeyUsage{cl}},
		{"request-header-ca", tls + "/client-auth-proxy", "system:auth-proxy", nil, nil, []x509.ExtKeyUsage{cl}},
		{"etcd/server-ca", tls + "/etcd/client", "etcd-client", nil, nil, []x509.ExtKeyUsage{cl}},
		{"etcd/server-ca", tls + "/etcd/server-client", "etcd-server", nil, local, []x509.ExtKeyUsage{sv, cl}},
		{"etcd/peer-ca", tls + "/etcd/peer-server-client", "etcd-peer", nil, local, []x509.ExtKeyUsage{sv, cl}},
	}
	for _, l := range leaves {
		if err := ca[l.ca].issue(l.path, l.cn, l.orgs, l.sans, l.use...); err != nil {
			return err
		}
	}
	for _, n := range []string{"client-ca.crt", "server-ca.crt"} {
		raw, err := os.ReadFile(filepath.Join(tls, n))
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(agent, n), raw, 0o644); err != nil {
			return err
		}
	}
	for file, pair := range map[string]string{
		cred + "/admin.kubeconfig": tls + "/client-admin", cred + "/controller.kubeconfig": tls + "/client-controller",
		cred + "/scheduler.kubeconfig": tls + "/client-scheduler", cred + "/supervisor.kubeconfig": tls + "/client-supervisor",
		agent + "/kubelet.kubeconfig": agent + "/client-kubelet", agent + "/kubeproxy.kubeconfig": agent + "/client-kube-proxy",
	} {
		if err := writeKubeconfig(file, tls+"/server-ca.crt", pair, 0o600); err != nil {
			return err
		}
	}
	mode := os.FileMode(0o600)
	if m := c.str("write-kubeconfig-mode", ""); m != "" {
		if _, err := fmt.Sscanf(m, "%o", &mode); err != nil {
			return fmt.Errorf("write-kubeconfig-mode %q: %w", m, err)
		}
	}
	return writeKubeconfig(c.str("write-kubeconfig", adminKubeconfig), tls+"/server-ca.crt", tls+"/client-admin", mode)
}

func writeKubeconfig(path, ca, pair string, mode os.FileMode) error {
	var b64 [3]string
	for i, f := range []string{ca, pair + ".crt", pair + ".key"} {
		raw, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		b64[i] = base64.StdEncoding.EncodeToString(raw)
	}
	return writeFile(path, []byte(fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: default
clusters:
- name: default
  cluster:
    certificate-authority-data: %s
    server: https://127.0.0.1:6443
contexts:
- name: default
  context:
    cluster: default
    user: default
users:
- name: default
  user:
    client-certificate-data: %s
    client-key-data: %s
`, b64[0], b64[1], b64[2])), mode)
}
