-- When the bindings of each address were last changed, counted in changes of any, and by which server, so that the others read them
-- again. One row only counts, as for accounts. Only PostgreSQL has several servers; Flyway runs it after the numbered migrations.
CREATE TABLE IF NOT EXISTS binding_clock (
    sequence BIGINT NOT NULL
) WITH (fillfactor = 10);

INSERT INTO binding_clock (sequence) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM binding_clock);

CREATE TABLE IF NOT EXISTS binding_change (
    domain    TEXT   NOT NULL,
    user_name TEXT   NOT NULL,
    sequence  BIGINT NOT NULL,
    author    TEXT   NOT NULL,
    changed   BIGINT NOT NULL, -- milliseconds since 1970 by the clock of the database
    PRIMARY KEY (domain, user_name)
);

CREATE INDEX IF NOT EXISTS binding_change_sequence ON binding_change (sequence);
