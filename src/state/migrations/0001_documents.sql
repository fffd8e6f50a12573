CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,             -- plural of the kind
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    uid TEXT NOT NULL,              -- the cluster's identity of this very object; '' when embedded
    schema INTEGER NOT NULL,
    expires INTEGER,                -- seconds since the epoch
    sealed INTEGER NOT NULL,        -- 1: body is nonce + ciphertext under the server's seal key
    labels TEXT NOT NULL,           -- JSON object, the same values as in the table below
    body BLOB NOT NULL,
    UNIQUE (kind, name)
) STRICT;

CREATE INDEX documents_by_expiry ON documents (expires) WHERE expires IS NOT NULL;

CREATE TABLE labels (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (kind, key, value, document)
) STRICT, WITHOUT ROWID;

CREATE INDEX labels_by_document ON labels (document);

-- Versions of the embedded driver: one counter, so that a name created again gets a new one.
CREATE TABLE sequence (next INTEGER NOT NULL) STRICT;
INSERT INTO sequence VALUES (0);

-- How far the copy of each kind has followed the cluster.
CREATE TABLE followed (
    kind TEXT PRIMARY KEY,
    version TEXT NOT NULL
) STRICT, WITHOUT ROWID;
