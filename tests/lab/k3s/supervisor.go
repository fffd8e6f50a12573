// The supervisor port: hands the authorities to joining servers.
package main

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

const (
	bundlePath    = "/v1-lab/server-bootstrap"
	criticalEntry = "critical" // of the bundle: values that must be equal
)

// splitToken takes K10<hash>::user:password, or a password alone.
func splitToken(tok string) (hash, password string, err error) {
	if !strings.HasPrefix(tok, "K10") {
		return "", tok, nil
	}
	h, cred, ok := strings.Cut(tok[3:], "::")
	if !ok || len(h) != 64 {
		return "", "", fmt.Errorf("invalid token format")
	}
	user, pw, ok := strings.Cut(cred, ":")
	if !ok || user == "" || pw == "" {
		return "", "", fmt.Errorf("invalid token format")
	}
	return h, pw, nil
}

// settleToken finds or makes the password and writes the token files.
func settleToken(c *Config) (password string, err error) {
	file := c.path("server", "token")
	tok := c.Token
	if tok == "" {
		if raw, e := os.ReadFile(file); e == nil {
			tok = strings.TrimSpace(string(raw))
		}
	}
	if tok == "" {
		b := make([]byte, 16)
		rand.Read(b)
		tok = hex.EncodeToString(b)
	}
	want, password, err := splitToken(tok)
	if err != nil {
		return "", err
	}
	ca, err := os.ReadFile(c.path("server", "tls", "server-ca.crt"))
	if err != nil {
		return "", err
	}
	hash := caHash(ca)
	if want != "" && want != hash {
		return "", fmt.Errorf("token CA hash does not match the Cluster CA certificate hash: %s != %s", want, hash)
	}
	full := []byte("K10" + hash + "::server:" + password + "\n")
	if err := writeFile(file, full, 0o600); err != nil {
		return "", err
	}
	link := c.path("server", "node-token")
	if t, err := os.Readlink(link); err != nil || t != file {
		os.Remove(link)
		return password, os.Symlink(file, link)
	}
	return password, nil
}

// serveSupervisor answers until the process ends; ready opens the bundle.
func serveSupervisor(c *Config, password string, ready *atomic.Bool) error {
	tlsDir := c.path("server", "tls")
	mux := http.NewServeMux()
	mux.HandleFunc("/ping", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "pong") })
	mux.HandleFunc("/cacerts", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join(tlsDir, "server-ca.crt"))
	})
	mux.HandleFunc(bundlePath, func(w http.ResponseWriter, r *http.Request) {
		_, pw, _ := r.BasicAuth()
		if subtle.ConstantTimeCompare([]byte(pw), []byte(password)) != 1 {
			http.Error(w, "not authorized", http.StatusUnauthorized)
			return
		}
		if !ready.Load() {
			http.Error(w, "starting", http.StatusServiceUnavailable)
			return
		}
		raw, err := packBundle(c)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Write(raw)
	})
	l, err := net.Listen("tcp", ":"+supervisorPort)
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ErrorLog: quietLog()}
	go srv.ServeTLS(l, tlsDir+"/serving-kube-apiserver.crt", tlsDir+"/serving-kube-apiserver.key")
	return nil
}

func packBundle(c *Config) ([]byte, error) {
	out := map[string][]byte{}
	for _, f := range bundleFiles() {
		raw, err := os.ReadFile(c.path("server", f))
		if os.IsNotExist(err) && f == encryptionFile {
			continue
		}
		if err != nil {
			return nil, err
		}
		out[f] = raw
	}
	raw, err := json.Marshal(c.critical())
	if err != nil {
		return nil, err
	}
	out[criticalEntry] = raw
	return json.Marshal(out)
}

func unpackBundle(c *Config, raw []byte) error {
	in := map[string][]byte{}
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	for _, f := range bundleFiles() { // only names we know are written
		data, ok := in[f]
		if !ok {
			continue
		}
		path, mode := c.path("server", f), os.FileMode(0o600)
		if strings.HasSuffix(f, ".crt") {
			mode = 0o644
		}
		if old, err := os.ReadFile(path); err == nil && !bytes.Equal(old, data) {
			logf("warning", "%s differs from the cluster's; replaced", path)
		}
		if err := writeFile(path, data, mode); err != nil {
			return err
		}
	}
	return nil
}

// compareCritical refuses a joining server whose settings do not fit.
func compareCritical(c *Config, bundle []byte) error {
	in, theirs := map[string][]byte{}, map[string]string{}
	if err := json.Unmarshal(bundle, &in); err != nil {
		return err
	}
	if err := json.Unmarshal(in[criticalEntry], &theirs); err != nil {
		return err
	}
	mine := c.critical()
	for _, key := range sameEverywhere {
		switch {
		case mine[key] == theirs[key]:
		case key == "agent-token":
			return fmt.Errorf("critical configuration value mismatch between servers: %s", key)
		default:
			return fmt.Errorf("critical configuration value mismatch between servers: %s: %q here, %q there", key, mine[key], theirs[key])
		}
	}
	return nil
}

// fetchBundle gets the authorities from the server being joined. The first
// request is unverified, like K3s's: with a full token its answer is checked
// against the hash, with a short one it is trusted on first use.
func fetchBundle(c *Config) error {
	u, err := url.Parse(c.Server)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" {
		return fmt.Errorf("server %q: need https://host:port", c.Server)
	}
	base := "https://" + net.JoinHostPort(u.Hostname(), supervisorPort)
	want, password, err := splitToken(c.Token)
	if err != nil {
		return err
	}
	get := func(conf *tls.Config, path, pw string) ([]byte, int, error) {
		cl := &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{TLSClientConfig: conf, DisableKeepAlives: true}}
		req, err := http.NewRequest(http.MethodGet, base+path, nil)
		if err != nil {
			return nil, 0, err
		}
		if pw != "" {
			req.SetBasicAuth("server", pw)
		}
		resp, err := cl.Do(req)
		if err != nil {
			return nil, 0, err
		}
		defer resp.Body.Close()
		raw, err := io.ReadAll(io.LimitReader(resp.Body, 1<<22))
		return raw, resp.StatusCode, err
	}
	for try := 0; ; try++ {
		ca, code, err := get(&tls.Config{InsecureSkipVerify: true}, "/cacerts", "")
		if err == nil && code == http.StatusOK {
			if h := caHash(ca); want != "" && h != want {
				return fmt.Errorf("token CA hash does not match the Cluster CA certificate hash: %s != %s", want, h)
			}
			pool := x509.NewCertPool()
			pool.AppendCertsFromPEM(ca)
			var raw []byte
			raw, code, err = get(&tls.Config{RootCAs: pool}, bundlePath, password)
			if err == nil && code == http.StatusUnauthorized {
				return fmt.Errorf("server %s refused the token", base)
			}
			if err == nil && code == http.StatusOK {
				if err := compareCritical(c, raw); err != nil {
					return err
				}
				return unpackBundle(c, raw)
			}
		}
		if try%6 == 0 {
			logf("info", "waiting for %s: code %d, %v", base, code, err)
		}
		time.Sleep(5 * time.Second)
	}
}
