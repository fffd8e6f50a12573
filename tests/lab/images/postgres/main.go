// The entrypoint of the PostgreSQL image: what the official image's shell
// script promises, for any user that is not root, with a read-only root.
//
//	POSTGRES_PASSWORD   required at the first start (or POSTGRES_HOST_AUTH_METHOD=trust)
//	POSTGRES_USER       superuser, default postgres
//	POSTGRES_DB         database made at the first start, default the user's name
//	POSTGRES_INITDB_ARGS  further words for initdb
//	PGDATA              default /var/lib/postgresql/data
//
// NAME_FILE instead of NAME reads a file, as for secrets.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

const socketDir = "/var/run/postgresql"

func main() {
	args := os.Args[1:]
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		args = append([]string{"postgres"}, args...)
	}
	err := errors.New("this image does not run as root: give it a runAsUser")
	if os.Geteuid() != 0 {
		err = run(args)
	}
	fmt.Fprintln(os.Stderr, "entrypoint:", err)
	os.Exit(1)
}

func run(args []string) error {
	if err := knowUser(); err != nil {
		return err
	}
	bin, err := exec.LookPath(args[0])
	if err != nil {
		return err
	}
	if filepath.Base(args[0]) == "postgres" {
		data := os.Getenv("PGDATA")
		if err := prepare(data); err != nil {
			return err
		}
		if !writable(socketDir) { // no emptyDir there: probes over TCP still work
			args = append(args, "-c", "unix_socket_directories="+fallbackSockets())
		}
	}
	return syscall.Exec(bin, args, os.Environ())
}

// knowUser: initdb asks for the user's name, and a pod may run as a number
// that /etc/passwd does not have.
func knowUser() error {
	uid := os.Geteuid()
	raw, err := os.ReadFile("/etc/passwd")
	if err != nil {
		return err
	}
	for _, line := range strings.Split(string(raw), "\n") {
		if f := strings.Split(line, ":"); len(f) > 2 && f[2] == fmt.Sprint(uid) {
			return nil
		}
	}
	passwd, group := "/tmp/passwd", "/tmp/group"
	line := fmt.Sprintf("postgres:x:%d:%d:PostgreSQL:/var/lib/postgresql:/bin/false\n", uid, os.Getegid())
	if err := os.WriteFile(passwd, []byte(line), 0o644); err != nil {
		return fmt.Errorf("user %d has no name and /tmp is not writable: %w", uid, err)
	}
	if err := os.WriteFile(group, []byte(fmt.Sprintf("postgres:x:%d:\n", os.Getegid())), 0o644); err != nil {
		return err
	}
	os.Setenv("LD_PRELOAD", "libnss_wrapper.so")
	os.Setenv("NSS_WRAPPER_PASSWD", passwd)
	os.Setenv("NSS_WRAPPER_GROUP", group)
	return nil
}

func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".try")
	if err != nil {
		return false
	}
	f.Close()
	os.Remove(f.Name())
	return true
}

func fallbackSockets() string {
	if writable("/tmp") {
		return "/tmp"
	}
	return ""
}

// setting reads NAME, or the file that NAME_FILE names.
func setting(name, def string) (string, error) {
	if f := os.Getenv(name + "_FILE"); f != "" {
		raw, err := os.ReadFile(f)
		return strings.TrimRight(string(raw), "\r\n"), err
	}
	if v := os.Getenv(name); v != "" {
		return v, nil
	}
	return def, nil
}

// prepare makes the database cluster at the first start. It is made beside
// PGDATA and renamed when finished, so that a start killed half-way is
// repeated; only a PGDATA that is itself a mount point is filled in place.
func prepare(data string) error {
	if _, err := os.Stat(filepath.Join(data, "PG_VERSION")); err == nil {
		return nil
	}
	user, e1 := setting("POSTGRES_USER", "postgres")
	password, e2 := setting("POSTGRES_PASSWORD", "")
	db, e3 := setting("POSTGRES_DB", user)
	if err := errors.Join(e1, e2, e3); err != nil {
		return err
	}
	method := os.Getenv("POSTGRES_HOST_AUTH_METHOD")
	if method == "" {
		method = "scram-sha-256"
	}
	if password == "" && method != "trust" {
		return errors.New("database is uninitialized and superuser password is not specified: set POSTGRES_PASSWORD")
	}
	work := strings.TrimRight(data, "/") + ".new"
	os.RemoveAll(work) // of a start that was killed
	if err := os.MkdirAll(work, 0o700); err != nil {
		work = data
	}
	if err := os.Remove(data); err != nil && !os.IsNotExist(err) { // a mount point, or not empty
		os.RemoveAll(work)
		work = data
		if err := owned(data); err != nil {
			return err
		}
	}
	if err := initdb(work, user, password, method); err != nil {
		return err
	}
	if db != "postgres" {
		if err := createDB(work, db); err != nil {
			return err
		}
	}
	if work == data {
		return nil
	}
	return os.Rename(work, data)
}

// owned says what initdb says less clearly.
func owned(dir string) error {
	fi, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if uid := fi.Sys().(*syscall.Stat_t).Uid; int(uid) != os.Geteuid() {
		return fmt.Errorf("%s belongs to user %d, not to %d: set PGDATA to a folder below the volume's mount", dir, uid, os.Geteuid())
	}
	return nil
}

func initdb(dir, user, password, method string) error {
	args := []string{"-D", dir, "-U", user, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust"}
	args = append(args, strings.Fields(os.Getenv("POSTGRES_INITDB_ARGS"))...)
	cmd := exec.Command("initdb", args...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if password != "" {
		// initdb wants a file; a pipe keeps the password off the disk.
		r, w, err := os.Pipe()
		if err != nil {
			return err
		}
		defer r.Close()
		if _, err := w.WriteString(password + "\n"); err != nil {
			return err
		}
		w.Close()
		cmd.Args = append(cmd.Args, "--pwfile=/dev/fd/3")
		cmd.ExtraFiles = []*os.File{r}
	}
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("initdb: %w", err)
	}
	hba := "local all all trust\nhost all all 127.0.0.1/32 trust\nhost all all ::1/128 trust\n" +
		"local replication all trust\nhost all all all " + method + "\n"
	if err := os.WriteFile(filepath.Join(dir, "pg_hba.conf"), []byte(hba), 0o600); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString("\nlisten_addresses = '*'\nunix_socket_directories = '" + socketDir + "'\nlogging_collector = off\n")
	return err
}

// createDB uses the server's single-user mode: no port, no second server.
func createDB(dir, name string) error {
	cmd := exec.Command("postgres", "--single", "-D", dir, "-j", "postgres")
	cmd.Stdin = strings.NewReader(`CREATE DATABASE "` + strings.ReplaceAll(name, `"`, `""`) + "\";\n\n")
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Contains(string(out), "ERROR") || strings.Contains(string(out), "FATAL") {
		return fmt.Errorf("create database %s: %v: %s", name, err, out)
	}
	return nil
}
