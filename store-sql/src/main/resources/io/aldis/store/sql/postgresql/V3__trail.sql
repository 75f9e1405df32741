-- What has happened to messages. The same tables as those of SQLite, which has them in a file of its own: trail/V1__trail.sql.

CREATE TABLE trail (
    id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mark      BIGINT NOT NULL UNIQUE,
    began     BIGINT NOT NULL,
    call_key      BIGINT NOT NULL, -- of call_id, sender, recipient: 64 bits of a hash
    sender_key    BIGINT NOT NULL,
    recipient_key BIGINT NOT NULL,
    call_id   TEXT COLLATE "C" NOT NULL,
    sender    TEXT COLLATE "C" NOT NULL,
    recipient TEXT COLLATE "C" NOT NULL,
    events    TEXT COLLATE "C" NOT NULL
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
