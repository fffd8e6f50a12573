package main

import (
	"debug/elf"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// picker copies a few programs out of a full tree of Debian packages, with
// the shared libraries they name. What a program loads by itself later
// (plug-ins, NSS modules) has to be named.
type picker struct {
	from, to string
	exclude  list
	done     map[string]bool
}

func pick(args []string) error {
	p := &picker{done: map[string]bool{}}
	f := flag.NewFlagSet("pick", flag.ExitOnError)
	f.StringVar(&p.from, "from", "", "tree to copy from")
	f.StringVar(&p.to, "to", "", "tree to copy to")
	f.Var(&p.exclude, "x", "pattern of names to leave out: a base name or a path")
	f.Parse(args)
	if p.from == "" || p.to == "" || f.NArg() == 0 {
		return errors.New("usage: mkimage pick -from TREE -to ROOT [-x GLOB]... PATH...")
	}
	for _, pattern := range f.Args() {
		found, err := filepath.Glob(filepath.Join(p.from, pattern))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fmt.Errorf("%s: nothing of that name in %s", pattern, p.from)
		}
		for _, path := range found {
			if err := p.walk(path); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *picker) excluded(name string) bool {
	for _, x := range p.exclude {
		if ok, _ := filepath.Match(x, filepath.Base(name)); ok {
			return true
		}
		if ok, _ := filepath.Match(x, name); ok {
			return true
		}
	}
	return false
}

func (p *picker) walk(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(p.from, path)
		if p.excluded(name) {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(p.to, name), 0o755)
		}
		return p.copy(name)
	})
}

func (p *picker) copy(name string) error {
	if p.done[name] {
		return nil
	}
	p.done[name] = true
	src, dst := filepath.Join(p.from, name), filepath.Join(p.to, name)
	if err := os.MkdirAll(filepath.Dir(dst), 0o755); err != nil {
		return err
	}
	fi, err := os.Lstat(src)
	if err != nil {
		return err
	}
	if fi.Mode()&fs.ModeSymlink != 0 {
		target, err := os.Readlink(src)
		if err != nil {
			return err
		}
		os.Remove(dst)
		if err := os.Symlink(target, dst); err != nil {
			return err
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join("/", filepath.Dir(name), target)
		}
		next := strings.TrimPrefix(filepath.Clean(target), "/")
		if _, err := os.Lstat(filepath.Join(p.from, next)); err != nil {
			return nil // leads out of what was unpacked
		}
		return p.walk(filepath.Join(p.from, next))
	}
	data, err := os.ReadFile(src)
	if err != nil {
		return err
	}
	// No set-uid programs, and readable by every user.
	if err := os.WriteFile(dst, data, fi.Mode().Perm()|0o444); err != nil {
		return err
	}
	return p.libraries(name)
}

// libDirs are the loader's own, in its order.
var libDirs = []string{"lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu",
	"lib/aarch64-linux-gnu", "usr/lib/aarch64-linux-gnu", "lib", "usr/lib", "lib64"}

func (p *picker) libraries(name string) error {
	f, err := elf.Open(filepath.Join(p.from, name))
	if err != nil {
		return nil // not a program
	}
	defer f.Close()
	if s := f.Section(".interp"); s != nil {
		if raw, err := s.Data(); err == nil {
			if err := p.copy(strings.Trim(string(raw), "/\x00")); err != nil {
				return err
			}
		}
	}
	needed, err := f.ImportedLibraries()
	if err != nil {
		return err
	}
next:
	for _, lib := range needed {
		for _, dir := range libDirs {
			file := filepath.Join(dir, lib)
			if _, err := os.Lstat(filepath.Join(p.from, file)); err == nil {
				if err := p.copy(file); err != nil {
					return err
				}
				continue next
			}
		}
		return fmt.Errorf("%s needs %s, which no package brought", name, lib)
	}
	return nil
}
