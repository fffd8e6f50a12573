// Node passwords: a name belongs to the machine that used it first.
package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

const passwordFile = "/etc/rancher/node/password"

func passwordSecret(node string) string { return node + ".node-password.k3s" }

// waitNodePassword holds the kubelet back for ever when another machine owns
// the name; the secret goes with the Node.
func waitNodePassword(ctx context.Context, c *Config, client kubernetes.Interface) {
	for ; ctx.Err() == nil; time.Sleep(5 * time.Second) {
		ok, err := checkPassword(ctx, c, client)
		switch {
		case err != nil:
			logf("warning", "node password: %v", err)
		case ok:
			return
		default:
			logf("error", "Node password rejected, duplicate hostname or contents of %q may not match server node-passwd entry, try enabling a unique node name", passwordFile)
		}
	}
}

func checkPassword(ctx context.Context, c *Config, client kubernetes.Interface) (bool, error) {
	raw, err := os.ReadFile(passwordFile)
	if os.IsNotExist(err) {
		b := make([]byte, 16)
		rand.Read(b)
		raw = []byte(hex.EncodeToString(b) + "\n")
		err = writeFile(passwordFile, raw, 0o600)
	}
	if err != nil {
		return false, err
	}
	sum := sha256.Sum256([]byte(strings.TrimSpace(string(raw))))
	hash := hex.EncodeToString(sum[:])
	secrets := client.CoreV1().Secrets(metav1.NamespaceSystem)
	s, err := secrets.Get(ctx, passwordSecret(c.NodeName), metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		s = &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: passwordSecret(c.NodeName)}, Data: map[string][]byte{"hash": []byte(hash)}}
		_, err = secrets.Create(ctx, s, metav1.CreateOptions{})
	}
	return err == nil && string(s.Data["hash"]) == hash, err
}

// dropServer removes what a deleted node leaves: its password and its member.
func dropServer(ctx context.Context, c *Config, client kubernetes.Interface, e *embed.Etcd, node string) {
	err := client.CoreV1().Secrets(metav1.NamespaceSystem).Delete(ctx, passwordSecret(node), metav1.DeleteOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		logf("warning", "node password of %s: %v", node, err)
	}
	dropMember(ctx, c, e, node)
}
