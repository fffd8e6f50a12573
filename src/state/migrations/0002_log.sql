-- This log's own name: a server that is set up anew begins another log, and nobody mixes the two up.
CREATE TABLE own (log TEXT NOT NULL) STRICT;
INSERT INTO own VALUES (lower(hex(randomblob(8))));

-- The logs of the other servers.
CREATE TABLE logs (
    log TEXT PRIMARY KEY,
    server TEXT NOT NULL,           -- who writes it
    broken INTEGER                  -- the first entry that did not follow from the one before
) STRICT, WITHOUT ROWID;

-- Their entries, as they were shipped.
CREATE TABLE copies (
    log TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,            -- the same as in `entries`
    subject TEXT NOT NULL,
    topic TEXT NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (log, sequence)
) STRICT, WITHOUT ROWID;

CREATE INDEX copies_by_time ON copies (at, log, sequence);

CREATE TRIGGER copies_are_not_changed BEFORE UPDATE ON copies
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
