// k3s: a laboratory stand-in for the k3s binary, made of upstream Kubernetes.
// It answers the same command line, reads the same configuration file and
// leaves the same files on disk; it is for tests only.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// Set by -ldflags -X.
var (
	version = "v0.0.0+lab1"
	commit  = "lab"
)

const containerdSock = "/run/k3s/containerd/containerd.sock"

func main() {
	args := os.Args[1:]
	// kubectl and ctr may be links to this binary, as with K3s.
	if base := filepath.Base(os.Args[0]); base == "kubectl" || base == "ctr" || base == "crictl" {
		args = append([]string{base}, args...)
	}
	if len(args) == 0 {
		usage()
		os.Exit(0)
	}
	name, rest := args[0], args[1:]
	var err error
	switch name {
	case "--version", "-v", "version":
		fmt.Printf("k3s version %s (%s)\ngo version %s\n", version, commit, runtime.Version())
	case "help", "--help", "-h":
		usage()
	case "server":
		err = runServer(rest)
	case "etcd-snapshot":
		err = runSnapshot(rest)
	case "ctr":
		err = execTool("ctr", append([]string{"--address", containerdSock, "--namespace", "k8s.io"}, rest...))
	case "crictl":
		err = runCrictl(rest)
	case "kubectl":
		if os.Getenv("KUBECONFIG") == "" && !hasFlag(rest, "--kubeconfig") {
			if _, e := os.Stat(adminKubeconfig); e == nil {
				os.Setenv("KUBECONFIG", adminKubeconfig)
			}
		}
		fallthrough
	default:
		if _, ok := components[name]; !ok {
			fmt.Fprintf(os.Stderr, "No help topic for '%s'\n", name)
			os.Exit(3)
		}
		os.Args = args
		runComponent(name)
	}
	if err != nil {
		logf("fatal", "%v", err)
		os.Exit(1)
	}
}

func usage() {
	fmt.Printf("k3s %s, laboratory stand-in\ncommands: server, kubectl, ctr, crictl, etcd-snapshot save|ls|delete|prune, --version\n", version)
}

func hasFlag(args []string, flag string) bool {
	for _, a := range args {
		if a == flag || strings.HasPrefix(a, flag+"=") {
			return true
		}
	}
	return false
}

// findTool looks for the distribution's program; a link of that name to
// this binary is not it.
func findTool(name string) (string, error) {
	self, _ := os.Executable()
	for _, dir := range []string{"/usr/bin", "/usr/local/bin", "/usr/sbin", "/opt/bin"} {
		path := filepath.Join(dir, name)
		if real, err := filepath.EvalSymlinks(path); err == nil && real != self {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s: not found on this machine", name)
}

// execTool replaces this process by it.
func execTool(name string, args []string) error {
	path, err := findTool(name)
	if err != nil {
		return err
	}
	return syscall.Exec(path, append([]string{name}, args...), os.Environ())
}

func logf(level, format string, a ...any) {
	fmt.Fprintf(os.Stderr, "time=%q level=%s msg=%q\n",
		time.Now().UTC().Format(time.RFC3339), level, fmt.Sprintf(format, a...))
}
