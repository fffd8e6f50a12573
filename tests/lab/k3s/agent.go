// The node side: containerd, images, pod network, node labels.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

func cniConfDir(c *Config) string { return c.path("agent", "etc", "cni", "net.d") }

// cniBinDir: Debian's path first.
func cniBinDir() string {
	for _, d := range []string{"/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"} {
		if exists(filepath.Join(d, "bridge")) {
			return d
		}
	}
	return "/opt/cni/bin"
}

func startContainerd(c *Config, ch *children) error {
	root := c.path("agent", "containerd")
	conf := fmt.Sprintf(`version = 2
root = %q
state = "/run/k3s/containerd"
[grpc]
  address = %q
[plugins."io.containerd.internal.v1.opt"]
  path = %q
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = %q
  disable_apparmor = true
  enable_unprivileged_ports = true
  enable_unprivileged_icmp = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "10010"
  restrict_oom_score_adj = %t
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = %q
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = %q
    conf_dir = %q
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = %q
`, root, containerdSock, root, c.str("pause-image", "rancher/mirrored-pause:3.6"), oomLocked(),
		c.str("snapshotter", "overlayfs"), cniBinDir(), cniConfDir(c), c.path("agent", "etc", "containerd", "certs.d"))
	file := c.path("agent", "etc", "containerd", "config.toml")
	if err := writeFile(file, []byte(conf), 0o600); err != nil {
		return err
	}
	bin, err := exec.LookPath("containerd")
	if err != nil {
		return err
	}
	for _, d := range []string{cniConfDir(c), filepath.Dir(containerdSock), c.path("agent", "images")} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return err
		}
	}
	ch.run("containerd", false, []string{bin, "--config", file, "--log-level", "warn"})
	return nil
}

// oomLocked: without CAP_SYS_RESOURCE runc cannot lower an OOM score, and
// every pod would fail with "can't get final child's PID".
func oomLocked() bool {
	const file = "/proc/self/oom_score_adj"
	old, err := os.ReadFile(file)
	if err != nil || os.WriteFile(file, []byte("-998"), 0o644) != nil {
		return true
	}
	os.WriteFile(file, old, 0o644)
	return false
}

func ctrCommand(ctx context.Context, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, "/usr/bin/ctr", append([]string{"--address", containerdSock, "--namespace", "k8s.io"}, args...)...)
}

func waitContainerd(ctx context.Context) {
	for ctx.Err() == nil {
		call, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := ctrCommand(call, "version").Run()
		cancel()
		if err == nil {
			return
		}
		time.Sleep(500 * time.Millisecond)
	}
}

func run(name string, args ...string) error {
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %v: %s", name, strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}
