// The authorities: kept when given, made when missing.
package main

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// caFiles are the authorities, relative to server/tls, with their names.
var caFiles = []struct{ base, cn string }{
	{"server-ca", "k3s-server-ca"},
	{"client-ca", "k3s-client-ca"},
	{"request-header-ca", "k3s-request-header-ca"},
	{"etcd/server-ca", "etcd-server-ca"},
	{"etcd/peer-ca", "etcd-peer-ca"},
}

const (
	serviceKey     = "service.key"
	encryptionFile = "cred/encryption-config.json"
)

// bundleFiles is what a joining server gets, relative to the server directory.
func bundleFiles() []string {
	files := []string{"tls/" + serviceKey, encryptionFile}
	for _, ca := range caFiles {
		files = append(files, "tls/"+ca.base+".crt", "tls/"+ca.base+".key")
	}
	return files
}

type authority struct {
	chain []*x509.Certificate // chain[0] signs
	key   crypto.Signer
}

func writeFile(path string, data []byte, mode os.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
		return os.Chmod(path, mode)
	}
	tmp := path + ".tmp"
	if err := os.WriteFile(tmp, data, mode); err != nil {
		return err
	}
	if err := os.Chmod(tmp, mode); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

func pemBlock(typ string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: typ, Bytes: der})
}

func parseCerts(raw []byte) (out []*x509.Certificate) {
	for {
		var b *pem.Block
		if b, raw = pem.Decode(raw); b == nil {
			return out
		}
		if c, err := x509.ParseCertificate(b.Bytes); b.Type == "CERTIFICATE" && err == nil {
			out = append(out, c)
		}
	}
}

// parseKey takes the first private key of any common PEM form.
func parseKey(raw []byte) (crypto.Signer, error) {
	for {
		var b *pem.Block
		if b, raw = pem.Decode(raw); b == nil {
			return nil, fmt.Errorf("no private key found")
		}
		if k, err := x509.ParsePKCS8PrivateKey(b.Bytes); err == nil {
			return k.(crypto.Signer), nil
		}
		if k, err := x509.ParseECPrivateKey(b.Bytes); err == nil {
			return k, nil
		}
		if k, err := x509.ParsePKCS1PrivateKey(b.Bytes); err == nil {
			return k, nil
		}
	}
}

func loadCA(base string) (*authority, error) {
	crt, err := os.ReadFile(base + ".crt")
	if err != nil {
		return nil, err
	}
	rawKey, err := os.ReadFile(base + ".key")
	if err != nil {
		return nil, err
	}
	key, err := parseKey(rawKey)
	if err != nil {
		return nil, fmt.Errorf("%s.key: %w", base, err)
	}
	a := &authority{chain: parseCerts(crt), key: key}
	if len(a.chain) == 0 {
		return nil, fmt.Errorf("%s.crt: no certificate", base)
	}
	pub, ok := a.chain[0].PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !pub.Equal(key.Public()) {
		return nil, fmt.Errorf("%s: certificate and key do not match", base)
	}
	return a, nil
}

func newSerial() *big.Int {
	n, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	return n
}

func createCA(base, cn string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	now := time.Now()
	t := &x509.Certificate{
		SerialNumber: newSerial(), Subject: pkix.Name{CommonName: fmt.Sprintf("%s@%d", cn, now.Unix())},
		NotBefore: now.Add(-time.Minute), NotAfter: now.AddDate(10, 0, 0), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return err
	}
	kder, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	if err := writeFile(base+".key", pemBlock("EC PRIVATE KEY", kder), 0o600); err != nil {
		return err
	}
	return writeFile(base+".crt", pemBlock("CERTIFICATE", der), 0o644)
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

// ensureAuthorities keeps what is on disk (custom or fetched), makes the rest.
func ensureAuthorities(c *Config) error {
	tls := c.path("server", "tls")
	for _, ca := range caFiles {
		base := filepath.Join(tls, ca.base)
		switch crt, key := exists(base+".crt"), exists(base+".key"); {
		case crt && key:
		case crt != key:
			return fmt.Errorf("%s: certificate and key must come together", base)
		default:
			if err := createCA(base, ca.cn); err != nil {
				return err
			}
		}
	}
	if f := filepath.Join(tls, serviceKey); !exists(f) {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return err
		}
		if err := writeFile(f, pemBlock("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)), 0o600); err != nil {
			return err
		}
	}
	if f := c.path("server", encryptionFile); c.flag("secrets-encryption") && !exists(f) {
		k := make([]byte, 32)
		rand.Read(k)
		conf := fmt.Sprintf(`{"kind":"EncryptionConfiguration","apiVersion":"apiserver.config.k8s.io/v1",`+
			`"resources":[{"resources":["secrets"],"providers":[{"aescbc":{"keys":[{"name":"aescbckey","secret":%q}]}},{"identity":{}}]}]}`,
			base64.StdEncoding.EncodeToString(k))
		if err := writeFile(f, []byte(conf), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// caHash is the part of a full token between K10 and "::": of a lone
// certificate the file is hashed, of a chain the root's DER form.
func caHash(bundle []byte) string {
	certs := parseCerts(bundle)
	sum := sha256.Sum256(bundle)
	if len(certs) > 1 {
		root := certs[len(certs)-1]
		for _, c := range certs {
			if bytes.Equal(c.RawSubject, c.RawIssuer) {
				root = c
			}
		}
		sum = sha256.Sum256(root.Raw)
	}
	return hex.EncodeToString(sum[:])
}
