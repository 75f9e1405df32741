-- Devices that accounts have had, and letters for those that are away. Runs on SQLite and on PostgreSQL; the two types that each
-- spells in its own way are placeholders.
-- Instants are milliseconds since 1970-01-01T00:00Z.

-- No foreign keys to account: an account that lives in memory only has devices and letters all the same.
CREATE TABLE device (
    domain    TEXT   NOT NULL,
    user_name TEXT   NOT NULL,
    device    TEXT   NOT NULL,
    seen      BIGINT NOT NULL,
    PRIMARY KEY (domain, user_name, device)
);

-- A later letter has a higher id, also when all before it are gone.
CREATE TABLE letter (
    id        ${id},
    domain    TEXT    NOT NULL,
    user_name TEXT    NOT NULL,
    sender    TEXT    NOT NULL,
    kind      INTEGER NOT NULL, -- 0 a text, 1 a receipt
    arrived   BIGINT  NOT NULL,
    expires   BIGINT  NOT NULL,
    seed      BIGINT  NOT NULL,
    size      BIGINT  NOT NULL,
    octets    ${octets} NOT NULL
);

CREATE INDEX letter_sender ON letter (domain, user_name, sender);
CREATE INDEX letter_expires ON letter (expires);

-- Who waits for which letter; an empty device is whoever registers first. The kind of the letter stands here too, so that the next one
-- of a device is the first entry of the primary key.
CREATE TABLE letter_copy (
    domain     TEXT    NOT NULL,
    user_name  TEXT    NOT NULL,
    device     TEXT    NOT NULL,
    kind       INTEGER NOT NULL,
    letter     BIGINT  NOT NULL,
    expires    BIGINT  NOT NULL,
    tries      INTEGER NOT NULL,
    not_before BIGINT  NOT NULL,
    PRIMARY KEY (domain, user_name, device, kind, letter)
);

CREATE INDEX letter_copy_letter ON letter_copy (letter);

-- How much each account has, by kind, so that nobody counts letters to know whether there is room for one more.
CREATE TABLE mailbox (
    domain    TEXT    NOT NULL,
    user_name TEXT    NOT NULL,
    kind      INTEGER NOT NULL,
    messages  BIGINT  NOT NULL,
    bytes     BIGINT  NOT NULL,
    PRIMARY KEY (domain, user_name, kind)
);
