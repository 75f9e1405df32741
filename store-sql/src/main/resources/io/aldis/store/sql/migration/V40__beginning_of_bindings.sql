-- When the contact was first bound, in milliseconds since 1970; refreshing it changes nothing. 0 when unknown.
ALTER TABLE binding ADD COLUMN began BIGINT NOT NULL DEFAULT 0;
