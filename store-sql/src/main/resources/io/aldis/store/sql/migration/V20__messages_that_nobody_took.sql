-- A message is offered to every device of its account that registers, until a device has taken it. Devices without +sip.instance are
-- recognised by more than their contact.

-- 0: no device has taken it. 1: no device has taken it, and all that waited have refused it. 2: a device has taken it; it is kept for
-- those that it was kept for from the beginning. 3: no device has taken it, and it is not for any other than those that it is kept for.
ALTER TABLE letter ADD COLUMN status INTEGER NOT NULL DEFAULT 0;

-- 0: kept for this device from the beginning. 1: offered when it registered. 2: the device has refused it: it is not offered again.
ALTER TABLE letter_copy ADD COLUMN status INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letter_copy ADD COLUMN answers INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letter_copy ADD COLUMN blocks_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE letter_copy ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;

-- Of the last REGISTER of a device without +sip.instance; empty when unknown.
ALTER TABLE device ADD COLUMN contact TEXT NOT NULL DEFAULT '';
ALTER TABLE device ADD COLUMN call_id TEXT NOT NULL DEFAULT '';
ALTER TABLE device ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';

-- Empty when unknown: then the device is that of the contact.
ALTER TABLE binding ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';
ALTER TABLE binding ADD COLUMN device TEXT NOT NULL DEFAULT '';

-- Until now a device without +sip.instance was known by its contact.
UPDATE device SET contact = device WHERE lower(device) LIKE 'sip:%' OR lower(device) LIKE 'sips:%';

-- Until now nobody wrote down whether a device had taken a message. Where a device of the account does not wait for it any more, one may
-- have: then it is not offered to others, as it was not until now.
UPDATE letter SET status = 2
WHERE EXISTS (SELECT 1 FROM letter_copy c WHERE c.letter = letter.id AND c.device <> '')
  AND EXISTS (
    SELECT 1 FROM device d WHERE d.domain = letter.domain AND d.user_name = letter.user_name
    AND NOT EXISTS (SELECT 1 FROM letter_copy c WHERE c.letter = letter.id AND c.device = d.device));

-- Until now a try counted as an answer: the next one is another transaction.
UPDATE letter_copy SET answers = tries WHERE tries > 0;

-- What was kept for whichever device registers first is now a message without copies.
DELETE FROM letter_copy WHERE device = '';

-- The order in which a device gets its messages.
DROP INDEX letter_copy_postponed;
CREATE INDEX letter_copy_waiting ON letter_copy (domain, user_name, device, aside, kind, letter) WHERE status <> 2;

-- What a device is offered when it registers, and what makes room in a full mailbox.
CREATE INDEX letter_untaken ON letter (domain, user_name, id) WHERE status < 2;
CREATE INDEX letter_makes_room ON letter (domain, user_name, kind, id) WHERE status > 0;
