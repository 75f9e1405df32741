-- Up to which change of accounts (account_clock) each running server works with them, so that a command can wait for it.
-- Instants are milliseconds since 1970-01-01T00:00Z.
CREATE TABLE server_progress (
    server  TEXT   NOT NULL PRIMARY KEY,
    process TEXT   NOT NULL,
    applied BIGINT NOT NULL,
    until   BIGINT NOT NULL -- when a server that has said nothing since is taken for dead
);
