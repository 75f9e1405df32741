-- What has happened to messages: a file of its own beside aldis.db, so that nothing that must be on disk waits for it.
-- Instants are milliseconds since 1970-01-01T00:00Z. PostgreSQL has the same tables in its one database: postgresql/V3__trail.sql.

CREATE TABLE trail (
    id        INTEGER PRIMARY KEY, -- in the order of writing, so that the oldest can be found and counted without an index
    mark      BIGINT NOT NULL UNIQUE,
    began     BIGINT NOT NULL,
    call_key      BIGINT NOT NULL, -- of call_id, sender, recipient: 64 bits of a hash
    sender_key    BIGINT NOT NULL,
    recipient_key BIGINT NOT NULL,
    call_id   TEXT   NOT NULL,
    sender    TEXT   NOT NULL,
    recipient TEXT   NOT NULL,
    events    TEXT   NOT NULL -- a line each: microseconds since 1970, what, code, whom, detail, with tabs between them
);

-- Searched from end to end: some 40 octets a message, written in the order of time. An index by Call-ID and two by address would change
-- a page somewhere for each message, which costs more than the rest of its trail.
CREATE INDEX trail_key ON trail (began, call_key, sender_key, recipient_key);

CREATE TABLE trail_gap (
    mark     BIGINT PRIMARY KEY,
    began    BIGINT NOT NULL,
    ended    BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    steps    BIGINT NOT NULL
);
