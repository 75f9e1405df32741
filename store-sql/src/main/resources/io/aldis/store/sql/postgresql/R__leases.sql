-- Which server gives a device its letters, and until when (milliseconds since 1970 by the clock of the database). Only
-- PostgreSQL has several servers, and so this table; Flyway runs it after the numbered migrations.
CREATE TABLE IF NOT EXISTS lease (
    domain    TEXT   NOT NULL,
    user_name TEXT   NOT NULL,
    device    TEXT   NOT NULL,
    holder    TEXT   NOT NULL,
    until     BIGINT NOT NULL,
    PRIMARY KEY (domain, user_name, device)
);

CREATE INDEX IF NOT EXISTS lease_holder ON lease (holder);
CREATE INDEX IF NOT EXISTS lease_until ON lease (until);
