-- What has happened to messages. The same tables as those of SQLite, which has them in a file of its own: trail/V1__trail.sql.

CREATE TABLE trail (
    id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mark      BIGINT NOT NULL UNIQUE,
    began     BIGINT NOT NULL,
    call_id   TEXT COLLATE "C" NOT NULL,
    sender    TEXT COLLATE "C" NOT NULL,
    recipient TEXT COLLATE "C" NOT NULL,
    events    TEXT COLLATE "C" NOT NULL
);

CREATE INDEX trail_call_id ON trail (call_id, began);
CREATE INDEX trail_sender ON trail (sender, began);
CREATE INDEX trail_recipient ON trail (recipient, began);

CREATE TABLE trail_gap (
    mark     BIGINT PRIMARY KEY,
    began    BIGINT NOT NULL,
    ended    BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    steps    BIGINT NOT NULL
);
