// Cluster reset and restore.
package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/etcdutl/v3/snapshot"
	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
)

// restoreFiles puts the authorities of a snapshot back where they are missing.
func restoreFiles(c *Config, file string) error {
	if exists(c.path("server", "tls", "server-ca.key")) {
		return nil
	}
	_, password, err := splitToken(c.Token)
	if err != nil {
		return err
	}
	if password == "" {
		return errors.New("--token is required to restore on a bare server")
	}
	raw, err := readBootstrap(file, password)
	if err != nil {
		return err
	}
	return unpackBundle(c, raw)
}

// resetCluster makes this server the only member, from a snapshot if given.
func resetCluster(ctx context.Context, c *Config) error {
	if f := resetFlag(c); exists(f) {
		return fmt.Errorf("cluster-reset was performed already: start normally without --cluster-reset; for another reset delete %s first", f)
	}
	if file := c.str("cluster-reset-restore-path", ""); file != "" {
		if !exists(file) {
			file = filepath.Join(snapshotDir(c), file)
		}
		if exists(etcdDir(c)) {
			old := fmt.Sprintf("%s-old-%d", etcdDir(c), time.Now().Unix())
			if err := os.Rename(etcdDir(c), old); err != nil {
				return err
			}
			logf("info", "old etcd data moved to %s", old)
		}
		b := make([]byte, 4)
		rand.Read(b)
		name := c.NodeName + "-" + hex.EncodeToString(b)
		err := snapshot.NewV3(zap.NewNop()).Restore(snapshot.RestoreConfig{SnapshotPath: file, Name: name,
			OutputDataDir: etcdDir(c), PeerURLs: []string{peerURL(c)},
			InitialCluster: name + "=" + peerURL(c), InitialClusterToken: "etcd-cluster"})
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(etcdDir(c), "name"), []byte(name), 0o600); err != nil {
			return err
		}
	}
	name, err := memberName(c)
	if err != nil {
		return err
	}
	conf, err := embedConfig(c, name, name+"="+peerURL(c), embed.ClusterStateFlagNew)
	if err != nil {
		return err
	}
	conf.ForceNewCluster = true
	e, err := embed.StartEtcd(conf)
	if err != nil {
		return err
	}
	defer e.Close()
	select {
	case <-e.Server.ReadyNotify():
	case err := <-e.Err():
		return err
	case <-time.After(2 * time.Minute):
		return errors.New("etcd did not start")
	}
	call, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for _, m := range e.Server.Cluster().Members() { // the peer address may have changed
		if m.ID == e.Server.MemberID() && m.PeerURLs[0] != peerURL(c) {
			up := *m
			up.PeerURLs = []string{peerURL(c)}
			if _, err := e.Server.UpdateMember(call, up); err != nil {
				return err
			}
		}
	}
	if err := writeFile(resetFlag(c), nil, 0o600); err != nil {
		return err
	}
	logf("info", "Managed etcd cluster membership has been reset, restart without --cluster-reset flag now. Backup and delete ${datadir}/server/db on each peer etcd server and rejoin the nodes")
	return nil
}

// resetFlag blocks a second reset until a normal start.
func resetFlag(c *Config) string { return c.path("server", "db", "reset-flag") }
