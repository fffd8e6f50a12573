-- An append-only log: rows are added at the end and never changed; each carries the hash of
-- everything before it.
CREATE TABLE entries (
    sequence INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,            -- milliseconds since the epoch
    subject TEXT NOT NULL,          -- who: for filtering
    topic TEXT NOT NULL,            -- what: for filtering
    body TEXT NOT NULL,             -- canonical JSON
    hash BLOB NOT NULL              -- SHA-256(previous hash || body)
) STRICT;

CREATE INDEX entries_by_subject ON entries (subject, sequence);
CREATE INDEX entries_by_topic ON entries (topic, sequence);
CREATE INDEX entries_by_time ON entries (at);

CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
