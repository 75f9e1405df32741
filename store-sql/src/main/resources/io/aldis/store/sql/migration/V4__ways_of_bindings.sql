-- By which server a device can be reached alone, since that server has its connection; empty where any of them can.
ALTER TABLE binding ADD COLUMN way TEXT NOT NULL DEFAULT '';
