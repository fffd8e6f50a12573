// mkimage makes container images by code: no daemon, no base image. The same
// input gives the same bytes.
//
//	mkimage pick -from TREE -to ROOT [-x GLOB]... PATH...
//	    copies files and every shared library they need
//	mkimage make -o FILE -t NAME:TAG [-t ...] [-root DIR] [-add HOST:IMAGE]...
//	    writes a docker-archive for "ctr images import"
//	mkimage join -o FILE ARCHIVE...
//	    several archives in one; FILE.zst is compressed
package main

import (
	"log"
	"os"
	"strings"
)

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, " ") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func main() {
	log.SetFlags(0)
	log.SetPrefix("mkimage: ")
	if len(os.Args) < 2 {
		log.Fatal("pick, make or join?")
	}
	verbs := map[string]func([]string) error{"pick": pick, "make": makeImage, "join": join}
	verb, ok := verbs[os.Args[1]]
	if !ok {
		log.Fatalf("unknown verb %q", os.Args[1])
	}
	if err := verb(os.Args[2:]); err != nil {
		log.Fatal(err)
	}
}
