package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

func runServer(args []string) error {
	c, err := loadConfig(args)
	if err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	begin := time.Now()
	logf("info", "Starting k3s %s (%s)", version, commit)
	for _, d := range []string{c.path("server"), c.path("agent")} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return err
		}
	}
	if c.flag("cluster-reset") {
		if f := c.str("cluster-reset-restore-path", ""); f != "" {
			if !exists(f) {
				f = filepath.Join(snapshotDir(c), f)
			}
			if err := restoreFiles(c, f); err != nil {
				return err
			}
		}
	} else if c.Server != "" && !hasEtcdData(c) {
		if err := fetchBundle(c); err != nil {
			return err
		}
	}
	if err := ensureAuthorities(c); err != nil {
		return err
	}
	password, err := settleToken(c)
	if err != nil {
		return err
	}
	if err := issueAll(c); err != nil {
		return err
	}
	if c.flag("cluster-reset") {
		return resetCluster(ctx, c)
	}
	os.Remove(resetFlag(c)) // a normal start allows the next reset
	if err := serveSupervisor(c, password, &bundleReady); err != nil {
		return err
	}

	ch := newChildren()
	if err := startContainerd(c, ch); err != nil {
		return err
	}
	frail, err := newFrail(c, begin)
	if err != nil {
		return err
	}
	etcd, err := startEtcd(ctx, c)
	if err != nil {
		return fmt.Errorf("etcd: %w", err)
	}
	defer etcd.Close()
	frail.wait()
	if err := saveBootstrap(ctx, c, password); err != nil {
		return fmt.Errorf("bootstrap data: %w", err)
	}
	frail.over()
	bundleReady.Store(true)
	logf("info", "etcd ready after %s", time.Since(begin).Round(time.Millisecond))

	self, err := os.Executable()
	if err != nil {
		return err
	}
	ch.run("kube-apiserver", false, append([]string{self, "kube-apiserver"}, apiserverArgs(c)...))
	conf, err := clientcmd.BuildConfigFromFlags("", c.path("server", "cred", "supervisor.kubeconfig"))
	if err != nil {
		return err
	}
	conf.QPS, conf.Burst = 50, 100
	client, err := kubernetes.NewForConfig(conf)
	if err != nil {
		return err
	}
	if err := waitReady(ctx, client, ch); err != nil {
		return err
	}
	logf("info", "Kube API server is now running after %s", time.Since(begin).Round(time.Millisecond))
	notify("READY=1")
	ch.run("kube-controller-manager", true, append([]string{self, "kube-controller-manager"}, controllerArgs(c)...))
	ch.run("kube-scheduler", true, append([]string{self, "kube-scheduler"}, schedulerArgs(c)...))

	if err := writeBundledManifests(c); err != nil {
		return err
	}
	go deployLoop(ctx, c, conf)
	go importLoop(ctx, c)
	go func() {
		waitContainerd(ctx)
		waitImages(ctx, c)
		waitNodePassword(ctx, c, client)
		kargs, err := kubeletArgs(c)
		if err != nil {
			logf("error", "kubelet: %v", err)
			ch.failed <- "kubelet"
			return
		}
		ch.run("kubelet", false, append([]string{self, "kubelet"}, kargs...))
		ch.run("kube-proxy", true, append([]string{self, "kube-proxy"}, proxyArgs(c)...))
	}()
	go nodeLoop(ctx, c, client, func(node string) { dropServer(ctx, c, client, etcd, node) })
	go snapshotLoop(ctx, c)
	go voterLoop(ctx, c, client, etcd)
	if !c.disabled("local-storage") {
		go storageLoop(ctx, c, client)
	}

	select {
	case <-ctx.Done():
		logf("info", "stopping")
	case name := <-ch.failed:
		err = fmt.Errorf("%s ended", name)
	case err = <-etcd.Err():
	case <-etcd.Server.StopNotify():
		err = fmt.Errorf("etcd ended")
	}
	stopCtx, done := context.WithTimeout(context.Background(), 20*time.Second)
	defer done()
	ch.stop(stopCtx, "kubelet", "kube-proxy", "kube-scheduler", "kube-controller-manager", "kube-apiserver", "containerd")
	return err
}

func waitReady(ctx context.Context, client *kubernetes.Clientset, ch *children) error {
	for {
		code := 0
		call, cancel := context.WithTimeout(ctx, 3*time.Second)
		client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(call).StatusCode(&code)
		cancel()
		if code == http.StatusOK {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case name := <-ch.failed:
			return fmt.Errorf("%s ended", name)
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// notify tells systemd; without a socket it does nothing.
func notify(state string) {
	sock := os.Getenv("NOTIFY_SOCKET")
	if sock == "" {
		return
	}
	if strings.HasPrefix(sock, "@") {
		sock = "\x00" + sock[1:]
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: sock, Net: "unixgram"})
	if err != nil {
		logf("warning", "notify: %v", err)
		return
	}
	defer conn.Close()
	conn.Write([]byte(state))
}
