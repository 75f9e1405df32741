package io.aldis.app.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where accounts, bindings and mailboxes are kept. */
public sealed interface Storage {
    /** One file in the directory for data. */
    record Sqlite() implements Storage {
        @Override
        public String toString() {
            return "sqlite";
        }
    }

    /**
     * A database server, which several servers may share. Its password is elsewhere: what is written here is seen in lists of processes.
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

    /** @throws IllegalArgumentException when it is none */
    static Storage parse(String text) {
        return text.equals("sqlite") ? new Sqlite() : Postgresql.parse(text);
    }
}
