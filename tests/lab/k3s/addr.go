// Addresses.
package main

import (
	"fmt"
	"net"
)

// defaultIP is the source address of the default route, else the first
// global address found.
func defaultIP() string {
	if conn, err := net.Dial("udp", "198.51.100.1:9"); err == nil {
		defer conn.Close()
		return conn.LocalAddr().(*net.UDPAddr).IP.String()
	}
	addrs, _ := net.InterfaceAddrs()
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() && n.IP.To4() != nil {
			return n.IP.String()
		}
	}
	return ""
}

// nthIP gives the nth address of an IPv4 network.
func nthIP(cidr string, n byte) (string, error) {
	_, ipn, err := net.ParseCIDR(cidr)
	if err != nil {
		return "", err
	}
	ip := ipn.IP.To4()
	if ip == nil {
		return "", fmt.Errorf("%s: only IPv4 here", cidr)
	}
	ip[3] += n
	return ip.String(), nil
}
