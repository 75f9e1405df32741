-- What the account takes, and from whom: rules in words, a line each.
ALTER TABLE account ADD COLUMN policy TEXT NOT NULL DEFAULT '';
