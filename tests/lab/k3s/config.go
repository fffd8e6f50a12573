package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"sigs.k8s.io/yaml"
)

const (
	configFile      = "/etc/rancher/k3s/config.yaml"
	adminKubeconfig = "/etc/rancher/k3s/k3s.yaml"
	supervisorPort  = "9345"
)

// Config is the merged content of flags, environment and files.
type Config struct {
	vals map[string][]string

	DataDir, NodeName, NodeIP, Advertise string
	Token, Server                        string
	ClusterCIDR, ServiceCIDR, ClusterDNS string
	ClusterDomain, StoragePath           string
}

func (c *Config) str(key, def string) string {
	if v := c.vals[key]; len(v) > 0 && v[len(v)-1] != "" {
		return v[len(v)-1]
	}
	return def
}

func (c *Config) flag(key string) bool     { return c.str(key, "false") == "true" }
func (c *Config) list(key string) []string { return c.vals[key] }

func (c *Config) disabled(part string) bool {
	for _, d := range c.list("disable") {
		for _, p := range strings.Split(d, ",") {
			if strings.TrimSpace(p) == part {
				return true
			}
		}
	}
	return false
}

func (c *Config) path(elem ...string) string {
	return filepath.Join(append([]string{c.DataDir}, elem...)...)
}

// readFile merges one YAML file; "key+" appends to what came before.
func (c *Config) readFile(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	m := map[string]any{}
	if err := yaml.Unmarshal(raw, &m); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for key, val := range m {
		name := strings.TrimSuffix(key, "+")
		if _, err := lookupKey(name, path); err != nil {
			return err
		}
		var vals []string
		switch v := val.(type) {
		case []any:
			for _, e := range v {
				vals = append(vals, scalar(e))
			}
		case nil:
		default:
			vals = []string{scalar(v)}
		}
		if strings.HasSuffix(key, "+") {
			c.vals[name] = append(c.vals[name], vals...)
		} else {
			c.vals[name] = vals
		}
	}
	return nil
}

func scalar(v any) string {
	if f, ok := v.(float64); ok && f == float64(int64(f)) {
		return fmt.Sprintf("%d", int64(f))
	}
	return fmt.Sprintf("%v", v)
}

// readArgs applies the command line over the files. Lists are appended.
func (c *Config) readArgs(args []string) error {
	for i := 0; i < len(args); i++ {
		a := args[i]
		if !strings.HasPrefix(a, "--") {
			return fmt.Errorf("unexpected argument %q", a)
		}
		key, val, has := strings.Cut(a[2:], "=")
		if key == "config" {
			if !has {
				i++
			}
			continue
		}
		k, err := lookupKey(key, "the command line")
		if err != nil {
			return err
		}
		if !has {
			if k == kBool || k == kIgnored && (i+1 >= len(args) || strings.HasPrefix(args[i+1], "--")) {
				val = "true"
			} else if i+1 < len(args) {
				i++
				val = args[i]
			} else {
				return fmt.Errorf("flag needs an argument: --%s", key)
			}
		}
		if k == kList {
			c.vals[key] = append(c.vals[key], val)
		} else {
			c.vals[key] = []string{val}
		}
	}
	return nil
}

func loadConfig(args []string) (*Config, error) {
	c := &Config{vals: map[string][]string{}}
	file := configFile
	if e := os.Getenv("K3S_CONFIG_FILE"); e != "" {
		file = e
	}
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--config="); ok {
			file = v
		} else if a == "--config" && i+1 < len(args) {
			file = args[i+1]
		}
	}
	if err := c.readFile(file); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	drop, _ := filepath.Glob(file + ".d/*.yaml")
	sort.Strings(drop)
	for _, f := range drop {
		if err := c.readFile(f); err != nil {
			return nil, err
		}
	}
	for env, key := range map[string]string{"K3S_TOKEN": "token", "K3S_TOKEN_FILE": "token-file", "K3S_URL": "server", "K3S_NODE_NAME": "node-name"} {
		if v := os.Getenv(env); v != "" {
			c.vals[key] = []string{v}
		}
	}
	if err := c.readArgs(args); err != nil {
		return nil, err
	}

	host, _ := os.Hostname()
	c.DataDir = c.str("data-dir", "/var/lib/rancher/k3s")
	c.NodeName = strings.ToLower(c.str("node-name", host))
	c.NodeIP = c.str("node-ip", "")
	if c.NodeIP == "" {
		c.NodeIP = defaultIP()
	}
	c.NodeIP, _, _ = strings.Cut(c.NodeIP, ",")
	if net.ParseIP(c.NodeIP) == nil {
		return nil, fmt.Errorf("no usable node IP (%q)", c.NodeIP)
	}
	c.Advertise = c.str("advertise-address", c.NodeIP)
	c.Server = c.str("server", "")
	c.Token = c.str("token", "")
	if f := c.str("token-file", ""); c.Token == "" && f != "" {
		raw, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		c.Token = strings.TrimSpace(string(raw))
	}
	c.ClusterCIDR = c.str("cluster-cidr", "10.42.0.0/16")
	c.ServiceCIDR = c.str("service-cidr", "10.43.0.0/16")
	c.ClusterDomain = c.str("cluster-domain", "cluster.local")
	dns, err := nthIP(c.ServiceCIDR, 10)
	if err != nil {
		return nil, err
	}
	c.ClusterDNS = c.str("cluster-dns", dns)
	c.StoragePath = c.str("default-local-storage-path", c.path("storage"))
	if err := c.checkValues(); err != nil {
		return nil, err
	}
	if c.Server != "" && c.Token == "" {
		return nil, fmt.Errorf("--token is required to join %s", c.Server)
	}
	return c, nil
}
