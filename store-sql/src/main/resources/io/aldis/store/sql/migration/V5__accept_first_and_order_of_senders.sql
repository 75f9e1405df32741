-- Whether messages for the account are accepted before any of its devices is tried: 0 as for its domain, 1 yes, 2 no.
ALTER TABLE account ADD COLUMN accept_first INTEGER NOT NULL DEFAULT 0;

-- What is postponed for a device, which is little: the letters of the same sender wait behind it.
CREATE INDEX letter_copy_postponed ON letter_copy (domain, user_name, device, not_before) WHERE not_before > 0;
