-- Accounts, their credentials and bindings. Runs on SQLite and on PostgreSQL.
-- Instants are milliseconds since 1970-01-01T00:00Z.

CREATE TABLE account (
    domain    TEXT NOT NULL,
    user_name TEXT NOT NULL,
    PRIMARY KEY (domain, user_name)
);

-- HA1 = H(user:realm:password) is as good as the password to whoever reads it (RFC 8760).
CREATE TABLE account_secret (
    domain    TEXT NOT NULL,
    user_name TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    ha1       TEXT NOT NULL,
    PRIMARY KEY (domain, user_name, algorithm),
    FOREIGN KEY (domain, user_name) REFERENCES account (domain, user_name) ON DELETE CASCADE
);

-- When each account was last added, changed or removed, counted in changes of any account. One row only counts: whoever
-- changes an account holds that row until the commit, so that a reader who has seen a number has seen all lower ones.
CREATE TABLE account_clock (
    sequence BIGINT NOT NULL
);

INSERT INTO account_clock (sequence) VALUES (0);

CREATE TABLE account_change (
    domain    TEXT   NOT NULL,
    user_name TEXT   NOT NULL,
    sequence  BIGINT NOT NULL,
    PRIMARY KEY (domain, user_name)
);

CREATE INDEX account_change_sequence ON account_change (sequence);

-- No foreign key: a binding that comes too late for a removed account is dropped, it fails nothing.
CREATE TABLE binding (
    domain     TEXT    NOT NULL,
    user_name  TEXT    NOT NULL,
    place      INTEGER NOT NULL, -- in the list of the address, from 0
    contact    TEXT    NOT NULL,
    parameters TEXT    NOT NULL,
    expires    BIGINT  NOT NULL,
    call_id    TEXT    NOT NULL,
    cseq       BIGINT  NOT NULL,
    path       TEXT    NOT NULL, -- one value a line
    received   TEXT    NOT NULL,
    updated    BIGINT  NOT NULL,
    PRIMARY KEY (domain, user_name, place)
);

CREATE INDEX binding_expires ON binding (expires);
