// The authorities inside etcd, sealed with the token.
package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/sha256"
	"errors"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	"go.etcd.io/etcd/api/v3/mvccpb"
)

// seal and unseal protect the bundle kept inside etcd with the token.
func sealer(password string) (cipher.AEAD, error) {
	key, err := pbkdf2.Key(sha256.New, password, []byte("lab-bootstrap"), 4096, 32)
	if err != nil {
		return nil, err
	}
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(b)
}

// saveBootstrap keeps the authorities in etcd, so that a snapshot and the
// token are enough to rebuild a server.
func saveBootstrap(ctx context.Context, c *Config, password string) error {
	aead, err := sealer(password)
	if err != nil {
		return err
	}
	raw, err := packBundle(c)
	if err != nil {
		return err
	}
	cl, err := etcdClient(c, "127.0.0.1")
	if err != nil {
		return err
	}
	defer cl.Close()
	value := string(aead.Seal(nil, nil, raw, nil))
	for try := 0; ; try++ { // a leader may still have to be found
		call, cancel := context.WithTimeout(ctx, 10*time.Second)
		_, err = cl.Put(call, bootstrapKey, value)
		cancel()
		if err == nil || ctx.Err() != nil || try == 60 {
			return err
		}
		time.Sleep(time.Second)
	}
}

// readBootstrap reads the authorities straight out of a snapshot file.
func readBootstrap(file, password string) ([]byte, error) {
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{ReadOnly: true, Timeout: 5 * time.Second})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	var sealed []byte
	err = db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("key"))
		if b == nil {
			return errors.New("not an etcd snapshot")
		}
		return b.ForEach(func(_, v []byte) error { // ordered by revision: the last one wins
			var kv mvccpb.KeyValue
			if kv.Unmarshal(v) == nil && string(kv.Key) == bootstrapKey && len(kv.Value) > 0 {
				sealed = append([]byte(nil), kv.Value...)
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	if sealed == nil {
		return nil, errors.New("snapshot holds no bootstrap data")
	}
	aead, err := sealer(password)
	if err != nil {
		return nil, err
	}
	raw, err := aead.Open(nil, nil, sealed, nil)
	if err != nil {
		return nil, errors.New("bootstrap data: wrong token")
	}
	return raw, nil
}

// bundleReady opens the supervisor's bundle once etcd accepts members.
var bundleReady atomic.Bool
