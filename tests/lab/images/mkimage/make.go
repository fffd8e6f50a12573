package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
)

// entry is one name of a layer.
type entry struct {
	mode     int64
	uid, gid int
	dir      bool
	link     string // target of a symbolic link
	data     []byte
}

type tree map[string]entry

// every image has these, so that programs find a user and a place to write.
func skeleton() tree {
	return tree{
		"tmp": {mode: 0o1777, dir: true},
		"etc": {mode: 0o755, dir: true},
		"etc/passwd": {mode: 0o644, data: []byte("root:x:0:0:root:/:/sbin/nologin\n" +
			"nobody:x:65534:65534:nobody:/:/sbin/nologin\n")},
		"etc/group": {mode: 0o644, data: []byte("root:x:0:\nnogroup:x:65534:\n")},
	}
}

func (t tree) addDir(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		name, _ := filepath.Rel(root, path)
		return t.addFile(path, name)
	})
}

func (t tree) addFile(path, name string) error {
	fi, err := os.Lstat(path)
	if err != nil {
		return err
	}
	e := entry{mode: int64(fi.Mode().Perm())}
	switch {
	case fi.IsDir():
		e.dir = true
	case fi.Mode()&fs.ModeSymlink != 0:
		if e.link, err = os.Readlink(path); err != nil {
			return err
		}
	case fi.Mode().IsRegular():
		if e.data, err = os.ReadFile(path); err != nil {
			return err
		}
	default:
		return fmt.Errorf("%s: neither file, folder nor link", path)
	}
	t[name] = e
	return nil
}

// own gives a folder to a user: PATH:UID:GID:MODE; it is made if missing.
func (t tree) own(spec string) error {
	f := strings.Split(spec, ":")
	if len(f) != 4 {
		return fmt.Errorf("-own %s: want PATH:UID:GID:MODE", spec)
	}
	uid, e1 := strconv.Atoi(f[1])
	gid, e2 := strconv.Atoi(f[2])
	mode, e3 := strconv.ParseInt(f[3], 8, 32)
	if err := errors.Join(e1, e2, e3); err != nil {
		return err
	}
	name := strings.Trim(f[0], "/")
	e, ok := t[name]
	if !ok {
		e.dir = true
	}
	e.uid, e.gid, e.mode = uid, gid, mode
	t[name] = e
	return nil
}

func (t tree) pack() ([]byte, error) {
	for name := range t { // parents that nobody named
		for p := filepath.Dir(name); p != "."; p = filepath.Dir(p) {
			if _, ok := t[p]; !ok {
				t[p] = entry{mode: 0o755, dir: true}
			}
		}
	}
	names := make([]string, 0, len(t))
	for name := range t {
		names = append(names, name)
	}
	sort.Strings(names)
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, name := range names {
		e := t[name]
		h := &tar.Header{Name: name, Mode: e.mode, Uid: e.uid, Gid: e.gid, Size: int64(len(e.data)),
			Typeflag: tar.TypeReg, Format: tar.FormatPAX}
		switch {
		case e.dir:
			h.Name, h.Typeflag = name+"/", tar.TypeDir
		case e.link != "":
			h.Typeflag, h.Linkname, h.Mode = tar.TypeSymlink, e.link, 0o777
		}
		if err := w.WriteHeader(h); err != nil {
			return nil, err
		}
		if _, err := w.Write(e.data); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return buf.Bytes(), err
}

func sum(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }

// manifestEntry is one image in manifest.json of a docker-archive.
type manifestEntry struct {
	Config   string
	RepoTags []string
	Layers   []string
}

func makeImage(args []string) error {
	f := flag.NewFlagSet("make", flag.ExitOnError)
	var tags, env, expose, entrypoint, cmd, add, own, root list
	out := f.String("o", "", "archive to write")
	user := f.String("user", "", "user of the process")
	workdir := f.String("workdir", "/", "its folder")
	f.Var(&tags, "t", "name:tag")
	f.Var(&env, "env", "KEY=VALUE")
	f.Var(&expose, "expose", "port")
	f.Var(&entrypoint, "entrypoint", "one word of it")
	f.Var(&cmd, "cmd", "one word of it")
	f.Var(&root, "root", "folder that becomes /")
	f.Var(&add, "add", "HOSTPATH:NAME, one file more")
	f.Var(&own, "own", "PATH:UID:GID:MODE")
	f.Parse(args)
	if *out == "" || len(tags) == 0 || f.NArg() > 0 {
		return errors.New("usage: mkimage make -o FILE -t NAME:TAG ...")
	}
	t := skeleton()
	for _, r := range root {
		if err := t.addDir(r); err != nil {
			return err
		}
	}
	for _, a := range add {
		host, name, ok := strings.Cut(a, ":")
		if !ok {
			return fmt.Errorf("-add %s: want HOSTPATH:NAME", a)
		}
		if err := t.addFile(host, strings.Trim(name, "/")); err != nil {
			return err
		}
	}
	for _, o := range own {
		if err := t.own(o); err != nil {
			return err
		}
	}
	layer, err := t.pack()
	if err != nil {
		return err
	}
	ports := map[string]struct{}{}
	for _, p := range expose {
		ports[p+"/tcp"] = struct{}{}
	}
	conf, err := json.Marshal(map[string]any{
		"architecture": runtime.GOARCH, "os": "linux",
		"config": map[string]any{"Entrypoint": entrypoint, "Cmd": cmd, "Env": append(list{"PATH=/usr/local/bin:/usr/bin:/bin:/"}, env...),
			"WorkingDir": *workdir, "User": *user, "ExposedPorts": ports},
		"rootfs": map[string]any{"type": "layers", "diff_ids": []string{"sha256:" + sum(layer)}},
	})
	if err != nil {
		return err
	}
	m := manifestEntry{Config: sum(conf) + ".json", RepoTags: tags, Layers: []string{sum(layer) + "/layer.tar"}}
	manifest, err := json.Marshal([]manifestEntry{m})
	if err != nil {
		return err
	}
	return writeArchive(*out, []blob{{"manifest.json", manifest}, {m.Config, conf}, {m.Layers[0], layer}})
}
