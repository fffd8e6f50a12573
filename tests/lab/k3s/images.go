// Image archives in agent/images.
package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
)

func isArchive(name string) bool {
	for _, end := range []string{".tar", ".tar.gz", ".tgz", ".tar.zst"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

var (
	imagesOnce sync.Once
	imagesDone = make(chan struct{})
)

// waitImages holds the kubelet back until the first pass is over.
func waitImages(ctx context.Context, c *Config) {
	select {
	case <-imagesDone:
	case <-ctx.Done():
	}
}

// importLoop loads every archive once per content (size and time).
func importLoop(ctx context.Context, c *Config) {
	waitContainerd(ctx)
	type stamp struct {
		size int64
		mod  time.Time
	}
	done, last := map[string]stamp{}, map[string]stamp{}
	for ; ctx.Err() == nil; time.Sleep(3 * time.Second) {
		ents, _ := os.ReadDir(c.path("agent", "images"))
		for _, e := range ents {
			fi, err := os.Stat(c.path("agent", "images", e.Name()))
			if err != nil || !fi.Mode().IsRegular() || !isArchive(e.Name()) {
				continue
			}
			s := stamp{fi.Size(), fi.ModTime()}
			if done[e.Name()] == s {
				continue
			}
			// A file still being written is left for the next pass.
			if last[e.Name()] != s && time.Since(fi.ModTime()) < 3*time.Second {
				last[e.Name()] = s
				continue
			}
			if err := importArchive(ctx, c.path("agent", "images", e.Name())); err != nil {
				logf("error", "import %s: %v", e.Name(), err)
			} else {
				logf("info", "Imported images from %s", e.Name())
			}
			done[e.Name()] = s
		}
		imagesOnce.Do(func() { close(imagesDone) })
	}
}

// importArchive unpacks here what containerd 1.6 does not.
func importArchive(ctx context.Context, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	var in io.Reader = f
	switch {
	case strings.HasSuffix(file, ".zst"):
		z, err := zstd.NewReader(f)
		if err != nil {
			return err
		}
		defer z.Close()
		in = z
	case strings.HasSuffix(file, ".gz"), strings.HasSuffix(file, ".tgz"):
		if in, err = gzip.NewReader(f); err != nil {
			return err
		}
	}
	cmd := ctrCommand(ctx, "images", "import", "-")
	cmd.Stdin = in
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}
