// The etcd-snapshot command.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
	"go.etcd.io/etcd/etcdutl/v3/snapshot"
	"go.uber.org/zap"
)

func snapshotDir(c *Config) string {
	return c.str("etcd-snapshot-dir", c.path("server", "db", "snapshots"))
}

func runSnapshot(args []string) error {
	cmd := "save"
	if len(args) > 0 && !strings.HasPrefix(args[0], "--") {
		cmd, args = args[0], args[1:]
	}
	name, rest, names := "on-demand", []string{}, []string{}
	for i := 0; i < len(args); i++ {
		key, val, has := strings.Cut(args[i], "=")
		switch key {
		case "--name", "--dir", "--snapshot-dir":
			if !has && i+1 < len(args) {
				i++
				val = args[i]
			}
			if key == "--name" {
				name = val
			} else {
				rest = append(rest, "--etcd-snapshot-dir="+val)
			}
		default:
			if cmd == "delete" && !strings.HasPrefix(key, "--") {
				names = append(names, args[i])
				continue
			}
			rest = append(rest, args[i])
		}
	}
	c, err := loadConfig(rest)
	if err != nil {
		return err
	}
	dir := snapshotDir(c)
	switch cmd {
	case "ls", "list":
		fmt.Printf("%-48s %-80s %-12s %s\n", "Name", "Location", "Size", "Created")
		ents, _ := os.ReadDir(dir)
		for _, e := range ents {
			if fi, err := e.Info(); err == nil && fi.Mode().IsRegular() {
				fmt.Printf("%-48s %-80s %-12d %s\n", e.Name(), "file://"+filepath.Join(dir, e.Name()), fi.Size(), fi.ModTime().UTC().Format(time.RFC3339))
			}
		}
		return nil
	case "delete":
		for _, n := range names {
			if err := os.Remove(filepath.Join(dir, filepath.Base(n))); err != nil {
				return err
			}
			logf("info", "Snapshot %s deleted.", n)
		}
		return nil
	case "prune":
		return pruneSnapshots(c, name)
	case "save":
		return saveSnapshot(context.Background(), c, name)
	}
	return fmt.Errorf("etcd-snapshot %s: not shipped here", cmd)
}

func saveSnapshot(ctx context.Context, c *Config, name string) error {
	dir := snapshotDir(c)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	conf, err := etcdClientConfig(c, "127.0.0.1")
	if err != nil {
		return err
	}
	file := fmt.Sprintf("%s-%s-%d", name, c.NodeName, time.Now().Unix())
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	if _, err := snapshot.NewV3(zap.NewNop()).Save(ctx, conf, filepath.Join(dir, file)); err != nil {
		return err
	}
	logf("info", "Snapshot %s saved.", file)
	return nil
}

// pruneSnapshots keeps the newest of this name; the time is part of it.
func pruneSnapshots(c *Config, name string) error {
	keep, err := strconv.Atoi(c.str("etcd-snapshot-retention", "5"))
	if err != nil {
		return fmt.Errorf("etcd-snapshot-retention: %w", err)
	}
	files, err := filepath.Glob(filepath.Join(snapshotDir(c), name+"-"+c.NodeName+"-*"))
	if err != nil {
		return err
	}
	sort.Strings(files)
	for ; keep > 0 && len(files) > keep; files = files[1:] {
		if err := os.Remove(files[0]); err != nil {
			return err
		}
		logf("info", "Snapshot %s pruned.", filepath.Base(files[0]))
	}
	return nil
}

// snapshotLoop saves on schedule. Nothing goes to S3.
func snapshotLoop(ctx context.Context, c *Config) {
	const name = "etcd-snapshot"
	if c.flag("etcd-disable-snapshots") {
		return
	}
	spec := c.str("etcd-snapshot-schedule-cron", "0 */12 * * *")
	schedule, err := cron.ParseStandard(spec)
	if err != nil {
		logf("error", "etcd-snapshot-schedule-cron %q: %v", spec, err)
		return
	}
	for {
		now := time.Now()
		select {
		case <-ctx.Done():
			return
		case <-time.After(schedule.Next(now).Sub(now)):
		}
		if err := saveSnapshot(ctx, c, c.str("etcd-snapshot-name", name)); err != nil {
			logf("error", "snapshot: %v", err)
			continue
		}
		if err := pruneSnapshots(c, c.str("etcd-snapshot-name", name)); err != nil {
			logf("error", "snapshot: %v", err)
		}
	}
}
