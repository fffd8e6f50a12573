// Joining etcd: learner first, then voter; members of deleted nodes go.
package main

import (
	"context"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
)

// addLearner registers this server; only one learner is allowed at a time,
// so servers that start together queue up here.
func addLearner(ctx context.Context, c *Config, cl *clientv3.Client, name string) (initial string, err error) {
	for try := 0; ; try++ {
		if try > 0 {
			select {
			case <-ctx.Done():
				return "", ctx.Err()
			case <-time.After(2 * time.Second):
			}
			if try%10 == 1 {
				logf("info", "waiting to be added to etcd: %v", err)
			}
		}
		call, cancel := context.WithTimeout(ctx, 10*time.Second)
		var list *clientv3.MemberListResponse
		list, err = cl.MemberList(call)
		if err == nil {
			for _, m := range list.Members { // a former life of this server
				if m.PeerURLs[0] == peerURL(c) {
					logf("info", "removing stale etcd member %s (%x)", m.Name, m.ID)
					_, err = cl.MemberRemove(call, m.ID)
				}
			}
		}
		if err != nil {
			cancel()
			continue
		}
		var add *clientv3.MemberAddResponse
		add, err = cl.MemberAddAsLearner(call, []string{peerURL(c)})
		cancel()
		if err != nil {
			continue
		}
		var parts []string
		for _, m := range add.Members {
			n := m.Name
			if m.ID == add.Member.ID {
				n = name
			}
			if n != "" {
				parts = append(parts, n+"="+m.PeerURLs[0])
			}
		}
		return strings.Join(parts, ","), nil
	}
}

// promote makes a learner a voter once it has caught up; the request is
// forwarded to the leader. A learner that crashed half-way comes here too.
// It returns when this member itself has applied the change.
func promote(ctx context.Context, e *embed.Etcd) error {
	for try := 0; e.Server.IsLearner(); try++ {
		call, cancel := context.WithTimeout(ctx, 10*time.Second)
		_, err := e.Server.PromoteMember(call, uint64(e.Server.MemberID()))
		cancel()
		if try%20 == 0 {
			logf("info", "promoting etcd member %s: %v", e.Server.MemberID(), err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-e.Err():
			return err
		case <-time.After(500 * time.Millisecond):
		}
	}
	return nil
}

// dropMember removes the etcd member of a deleted node. Only the leader acts.
func dropMember(ctx context.Context, c *Config, e *embed.Etcd, node string) {
	if e.Server.Leader() != e.Server.MemberID() || node == c.NodeName {
		return
	}
	for _, m := range e.Server.Cluster().Members() {
		if nodeOf(m.Name) == node {
			logf("info", "node %s was deleted: removing etcd member %s", node, m.Name)
			if _, err := e.Server.RemoveMember(ctx, uint64(m.ID)); err != nil {
				logf("error", "remove etcd member %s: %v", m.Name, err)
			}
		}
	}
}
