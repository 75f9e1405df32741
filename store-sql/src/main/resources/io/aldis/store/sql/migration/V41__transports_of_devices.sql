-- How a device has registered: 0 unknown, 1 it is reached by UDP alone, 2 it may be reached over a connection or by a proxy.
ALTER TABLE device ADD COLUMN reached INTEGER NOT NULL DEFAULT 0;
