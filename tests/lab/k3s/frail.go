// A fault of K3s 1.36.3, on request: a server killed two to five seconds after
// its very first start never comes back, because etcd is there and the
// authorities in it are not. Removing server/db helps, as it does for K3s.
package main

import (
	"errors"
	"os"
	"time"
)

const frailEnv = "LAB_K3S_FRAIL_START" // any value but empty or 0

type frail struct {
	begin time.Time
	mark  string // exists while the fault's window is open
}

// newFrail returns a frail that does nothing unless the lab asks for one. It
// holds etcd's first start back to second two, so that earlier kills do recover.
func newFrail(c *Config, begin time.Time) (*frail, error) {
	f := &frail{begin: begin}
	if v := os.Getenv(frailEnv); v == "" || v == "0" || c.Server != "" {
		return f, nil
	}
	mark := c.path("server", "db", "lab-unsaved")
	if exists(mark) {
		return nil, errors.New("no bootstrap data found in datastore - check server token value and verify datastore integrity")
	}
	if hasEtcdData(c) {
		return f, nil
	}
	time.Sleep(time.Until(begin.Add(2 * time.Second)))
	f.mark = mark
	return f, writeFile(mark, []byte("first start\n"), 0o600)
}

// wait keeps the window open up to second five.
func (f *frail) wait() {
	if f.mark != "" {
		time.Sleep(time.Until(f.begin.Add(5 * time.Second)))
	}
}

func (f *frail) over() {
	if f.mark != "" {
		os.Remove(f.mark)
	}
}
