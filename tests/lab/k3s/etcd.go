// Embedded etcd: first member, joining as a learner, reset and restore.
package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/etcd/client/pkg/v3/transport"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
)

const bootstrapKey = "/bootstrap/lab"

func quietLog() *log.Logger { return log.New(io.Discard, "", 0) }

func etcdDir(c *Config) string { return c.path("server", "db", "etcd") }
func peerURL(c *Config) string { return "https://" + net.JoinHostPort(c.NodeIP, "2380") }

// hasEtcdData tells a restart from a first start.
func hasEtcdData(c *Config) bool { return exists(filepath.Join(etcdDir(c), "member", "wal")) }

// memberName is the node name and a random suffix, kept next to the data.
func memberName(c *Config) (string, error) {
	file := filepath.Join(etcdDir(c), "name")
	if raw, err := os.ReadFile(file); err == nil {
		return strings.TrimSpace(string(raw)), nil
	}
	b := make([]byte, 4)
	rand.Read(b)
	name := c.NodeName + "-" + hex.EncodeToString(b)
	return name, writeFile(file, []byte(name), 0o600)
}

func etcdClientConfig(c *Config, host string) (clientv3.Config, error) {
	dir := c.path("server", "tls", "etcd")
	conf, err := transport.TLSInfo{CertFile: dir + "/client.crt", KeyFile: dir + "/client.key",
		TrustedCAFile: dir + "/server-ca.crt"}.ClientConfig()
	return clientv3.Config{Endpoints: []string{"https://" + net.JoinHostPort(host, "2379")},
		TLS: conf, DialTimeout: 5 * time.Second, Logger: zap.NewNop()}, err
}

func etcdClient(c *Config, host string) (*clientv3.Client, error) {
	conf, err := etcdClientConfig(c, host)
	if err != nil {
		return nil, err
	}
	return clientv3.New(conf)
}

func embedConfig(c *Config, name, initial, state string) (*embed.Config, error) {
	dir := c.path("server", "tls", "etcd")
	e := embed.NewConfig()
	e.Name, e.Dir = name, etcdDir(c)
	urls := func(ss ...string) (out []url.URL) {
		for _, s := range ss {
			u, _ := url.Parse(s)
			out = append(out, *u)
		}
		return out
	}
	client := "https://" + net.JoinHostPort(c.NodeIP, "2379")
	e.ListenPeerUrls, e.AdvertisePeerUrls = urls(peerURL(c), "https://127.0.0.1:2380"), urls(peerURL(c))
	e.ListenClientUrls, e.AdvertiseClientUrls = urls(client, "https://127.0.0.1:2379"), urls(client)
	metrics := []string{"http://127.0.0.1:2381"}
	if c.flag("etcd-expose-metrics") {
		metrics = append(metrics, "http://"+net.JoinHostPort(c.NodeIP, "2381"))
	}
	e.ListenMetricsUrls = urls(metrics...)
	e.ClientTLSInfo = transport.TLSInfo{CertFile: dir + "/server-client.crt", KeyFile: dir + "/server-client.key",
		TrustedCAFile: dir + "/server-ca.crt", ClientCertAuth: true}
	e.PeerTLSInfo = transport.TLSInfo{CertFile: dir + "/peer-server-client.crt", KeyFile: dir + "/peer-server-client.key",
		TrustedCAFile: dir + "/peer-ca.crt", ClientCertAuth: true}
	e.InitialCluster, e.ClusterState = initial, state
	e.TickMs, e.ElectionMs = 500, 5000
	e.SnapshotCount = 10000
	e.LogLevel, e.LogOutputs = "warn", []string{"stderr"}
	for _, a := range c.list("etcd-arg") {
		k, v, _ := strings.Cut(a, "=")
		n, err := strconv.ParseInt(v, 10, 64)
		switch k {
		case "heartbeat-interval":
			e.TickMs = uint(n)
		case "election-timeout":
			e.ElectionMs = uint(n)
		case "quota-backend-bytes":
			e.QuotaBackendBytes = n
		case "snapshot-count":
			e.SnapshotCount = uint64(n)
		default:
			logf("warning", "etcd-arg %s not supported here; ignored", k)
		}
		if err != nil {
			return nil, fmt.Errorf("etcd-arg %s: %w", a, err)
		}
	}
	return e, nil
}

// startEtcd returns once this server is a voting member of a live cluster.
func startEtcd(ctx context.Context, c *Config) (*embed.Etcd, error) {
	fresh := !hasEtcdData(c)
	name, err := memberName(c)
	if err != nil {
		return nil, err
	}
	initial, state := name+"="+peerURL(c), embed.ClusterStateFlagNew
	joining := fresh && c.Server != ""
	if joining {
		u, err := url.Parse(c.Server)
		if err != nil {
			return nil, err
		}
		cl, err := etcdClient(c, u.Hostname())
		if err != nil {
			return nil, err
		}
		defer cl.Close()
		state = embed.ClusterStateFlagExisting
		if initial, err = addLearner(ctx, c, cl, name); err != nil {
			return nil, err
		}
	}
	conf, err := embedConfig(c, name, initial, state)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(etcdDir(c), 0o700); err != nil {
		return nil, err
	}
	e, err := embed.StartEtcd(conf)
	if err != nil {
		return nil, err
	}
	select {
	case <-e.Server.ReadyNotify():
		return e, promote(ctx, e)
	case err := <-e.Err():
		return nil, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
