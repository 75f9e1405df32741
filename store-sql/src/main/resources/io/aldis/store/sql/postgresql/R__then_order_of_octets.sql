-- Run with every migration, after the other scripts, since each may bring columns: ${flyway:timestamp}.
-- Text is put in the order of its octets, as SQLite does it, whatever the language of the database: pages of a list continue after
-- the last name of the page before, in Java too. Nothing is left to do once a column has it.
DO $$
DECLARE
    it record;
BEGIN
    FOR it IN
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS NULL
          AND table_name IN ('account', 'account_secret', 'account_change', 'binding', 'binding_change', 'device', 'letter', 'letter_copy', 'mailbox', 'lease', 'server_progress')
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE TEXT COLLATE "C"', it.table_name, it.column_name);
    END LOOP;
END $$;
