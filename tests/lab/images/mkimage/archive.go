package main

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// blob is one file of a docker-archive.
type blob struct {
	name string
	data []byte
}

// writeArchive replaces the file at once: a reader never sees half of it.
func writeArchive(file string, blobs []blob) (err error) {
	tmp := file + ".new"
	f, err := os.Create(tmp)
	if err != nil {
		return err
	}
	defer os.Remove(tmp)
	defer f.Close()
	var out io.Writer = f
	var z *zstd.Encoder
	if strings.HasSuffix(file, ".zst") {
		if z, err = zstd.NewWriter(f, zstd.WithEncoderLevel(zstd.SpeedFastest)); err != nil {
			return err
		}
		out = z
	}
	w := tar.NewWriter(out)
	for _, b := range blobs {
		h := &tar.Header{Name: b.name, Mode: 0o644, Size: int64(len(b.data)), Typeflag: tar.TypeReg, Format: tar.FormatPAX}
		if err := w.WriteHeader(h); err != nil {
			return err
		}
		if _, err := w.Write(b.data); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	if z != nil {
		if err := z.Close(); err != nil {
			return err
		}
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(tmp, file)
}

// join puts the images of several archives into one.
func join(args []string) error {
	f := flag.NewFlagSet("join", flag.ExitOnError)
	out := f.String("o", "", "archive to write")
	f.Parse(args)
	if *out == "" || f.NArg() == 0 {
		return errors.New("usage: mkimage join -o FILE ARCHIVE...")
	}
	var all []manifestEntry
	blobs, seen := []blob{{name: "manifest.json"}}, map[string]bool{}
	for _, file := range f.Args() {
		part, err := readArchive(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		for _, b := range part {
			switch {
			case b.name == "manifest.json":
				var m []manifestEntry
				if err := json.Unmarshal(b.data, &m); err != nil {
					return fmt.Errorf("%s: %w", file, err)
				}
				all = append(all, m...)
			case !seen[b.name]:
				seen[b.name] = true
				blobs = append(blobs, b)
			}
		}
	}
	manifest, err := json.Marshal(all)
	if err != nil {
		return err
	}
	blobs[0].data = manifest
	return writeArchive(*out, blobs)
}

func readArchive(file string) (blobs []blob, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := tar.NewReader(f)
	for {
		h, err := r.Next()
		if err == io.EOF {
			return blobs, nil
		}
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		blobs = append(blobs, blob{h.Name, data})
	}
}
