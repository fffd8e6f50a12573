// This server's Node: labels, pod network, routes to the others.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// nodeLoop follows the Nodes: own pod network and labels, routes to the
// others, etcd membership of the deleted ones.
func nodeLoop(ctx context.Context, c *Config, client kubernetes.Interface, deleted func(node string)) {
	if err := os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0o644); err != nil {
		logf("warning", "ip_forward: %v", err)
	}
	factory := informers.NewSharedInformerFactory(client, 0)
	inf := factory.Core().V1().Nodes()
	wake := make(chan struct{}, 1)
	poke := func() {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
	inf.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(any) { poke() }, UpdateFunc: func(any, any) { poke() },
		DeleteFunc: func(o any) {
			if t, ok := o.(cache.DeletedFinalStateUnknown); ok {
				o = t.Obj
			}
			if n, ok := o.(*corev1.Node); ok {
				go deleted(n.Name)
			}
			poke()
		},
	})
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	routes := map[string]string{} // pod CIDR -> node address
	tick := time.NewTicker(30 * time.Second)
	for {
		want := map[string]string{}
		for _, o := range inf.Informer().GetStore().List() {
			n := o.(*corev1.Node)
			if n.Name == c.NodeName {
				if err := setupNode(ctx, c, client, n); err != nil {
					logf("error", "node: %v", err)
				}
				continue
			}
			for _, a := range n.Status.Addresses {
				if a.Type == corev1.NodeInternalIP && n.Spec.PodCIDR != "" {
					want[n.Spec.PodCIDR] = a.Address
				}
			}
		}
		for cidr, via := range want {
			if routes[cidr] != via {
				if err := run("ip", "route", "replace", cidr, "via", via); err != nil {
					logf("error", "%v", err)
					continue
				}
				routes[cidr] = via
			}
		}
		for cidr := range routes {
			if want[cidr] == "" {
				run("ip", "route", "del", cidr)
				delete(routes, cidr)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-tick.C:
			clear(routes) // somebody may have flushed them
		}
	}
}

func setupNode(ctx context.Context, c *Config, client kubernetes.Interface, n *corev1.Node) error {
	labels := map[string]string{}
	for _, l := range []string{"node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/etcd"} {
		if n.Labels[l] != "true" {
			labels[l] = "true"
		}
	}
	if n.Labels["node.kubernetes.io/instance-type"] == "" {
		labels["node.kubernetes.io/instance-type"] = "k3s"
	}
	if len(labels) > 0 {
		patch, _ := json.Marshal(map[string]any{"metadata": map[string]any{"labels": labels}})
		if _, err := client.CoreV1().Nodes().Patch(ctx, n.Name, types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
			return err
		}
	}
	if n.Spec.PodCIDR == "" {
		return nil
	}
	rule := []string{"POSTROUTING", "-s", c.ClusterCIDR, "!", "-d", c.ClusterCIDR, "-m", "comment", "--comment", "flanneld masq", "-j", "MASQUERADE"}
	if run("iptables", append([]string{"-w", "5", "-t", "nat", "-C"}, rule...)...) != nil {
		if err := run("iptables", append([]string{"-w", "5", "-t", "nat", "-A"}, rule...)...); err != nil {
			return err
		}
	}
	conf := fmt.Sprintf(`{
  "cniVersion": "0.4.0",
  "name": "lab",
  "plugins": [
    {"type": "bridge", "bridge": "cni0", "isDefaultGateway": true, "hairpinMode": true, "ipMasq": false,
     "ipam": {"type": "host-local", "ranges": [[{"subnet": %q}]]}},
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
`, n.Spec.PodCIDR)
	return writeFile(filepath.Join(cniConfDir(c), "10-lab.conflist"), []byte(conf), 0o644)
}
