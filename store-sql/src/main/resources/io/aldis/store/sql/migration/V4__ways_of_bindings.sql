-- By which server a device can be reached alone, since that server has its connection; empty where any of them can.
ALTER TABLE binding ADD COLUMN way TEXT NOT NULL DEFAULT '';

-- Devices of long ago are looked for from time to time.
CREATE INDEX device_seen ON device (seen);
