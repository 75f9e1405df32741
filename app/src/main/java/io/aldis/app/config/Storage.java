package io.aldis.app.config;

import io.aldis.sip.settings.Form;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The database of accounts, bindings, mailboxes and trails. */
@Form(value = "sqlite or postgresql://user@host:port/database (the password comes from elsewhere)", withCommas = true)
public sealed interface Storage {
    /** An SQLite file in the data directory. */
    record Sqlite() implements Storage {
        @Override
        public String toString() {
            return "sqlite";
        }
    }

    /**
     * A PostgreSQL server, which several Aldis servers may share. The password is configured elsewhere, because this text may be visible in
     * process lists.
     *
     * @param url without the user
     */
    record Postgresql(String url, String user) implements Storage {
        private static final Pattern URL = Pattern.compile("postgresql://([^:@/?\\s]+)@([^@\\s]+)");

        static Postgresql parse(String text) {
            Matcher url = URL.matcher(text);
            if (!url.matches()) throw new IllegalArgumentException("store: not a database with its user");
            return new Postgresql("postgresql://" + url.group(2), url.group(1));
        }

        @Override
        public String toString() {
            return url;
        }
    }

    /** @throws IllegalArgumentException for other text */
    static Storage parse(String text) {
        return text.equals("sqlite") ? new Sqlite() : Postgresql.parse(text);
    }
}
