// The node condition EtcdIsVoter, kept by etcd's leader for every server.
package main

import (
	"context"
	"encoding/json"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

const isVoter corev1.NodeConditionType = "EtcdIsVoter"

func voterLoop(ctx context.Context, c *Config, client kubernetes.Interface, e *embed.Etcd) {
	for ; ctx.Err() == nil; time.Sleep(3 * time.Second) {
		if e.Server.Leader() != e.Server.MemberID() {
			continue
		}
		call, cancel := context.WithTimeout(ctx, 10*time.Second)
		if err := markVoters(call, client, e); err != nil && ctx.Err() == nil {
			logf("warning", "voters: %v", err)
		}
		cancel()
	}
}

// nodeOf is the node of an etcd member: its name without the random suffix.
func nodeOf(member string) string {
	if i := len(member) - 9; i > 0 && member[i] == '-' {
		return member[:i]
	}
	return ""
}

func markVoters(ctx context.Context, client kubernetes.Interface, e *embed.Etcd) error {
	voter, learner := map[string]bool{}, map[string]bool{}
	for _, m := range e.Server.Cluster().Members() {
		if m.IsLearner {
			learner[nodeOf(m.Name)] = true
		} else {
			voter[nodeOf(m.Name)] = true
		}
	}
	nodes, err := client.CoreV1().Nodes().List(ctx, metav1.ListOptions{ResourceVersion: "0"})
	if err != nil {
		return err
	}
	for i := range nodes.Items {
		n := &nodes.Items[i]
		want := corev1.NodeCondition{Type: isVoter, Status: corev1.ConditionFalse,
			Reason: "MemberNotFound", Message: "Node has no etcd member"}
		switch {
		case voter[n.Name]:
			want.Status, want.Reason, want.Message = corev1.ConditionTrue, "MemberNotLearner", "Node is a voting member of the etcd cluster"
		case learner[n.Name]:
			want.Reason, want.Message = "MemberIsLearner", "Node has not been promoted to voting member of the etcd cluster"
		}
		if err := setCondition(ctx, client, n, want); err != nil {
			return err
		}
	}
	return nil
}

// setCondition writes only a change: no heartbeat of our own.
func setCondition(ctx context.Context, client kubernetes.Interface, n *corev1.Node, want corev1.NodeCondition) error {
	for _, have := range n.Status.Conditions {
		if have.Type == want.Type && have.Status == want.Status && have.Reason == want.Reason {
			return nil
		}
	}
	now := metav1.Now()
	want.LastHeartbeatTime, want.LastTransitionTime = now, now
	patch, err := json.Marshal(map[string]any{"status": map[string]any{"conditions": []corev1.NodeCondition{want}}})
	if err != nil {
		return err
	}
	_, err = client.CoreV1().Nodes().Patch(ctx, n.Name, types.StrategicMergePatchType, patch, metav1.PatchOptions{}, "status")
	return err
}
