-- With which version of the bindings of its address a row was written; 0 before there were versions. In SQLite the version of an address is the
-- highest of its rows; PostgreSQL has it in binding_change.
ALTER TABLE binding ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
