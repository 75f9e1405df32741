package io.aldis.store.sql;

import io.aldis.server.Account;
import io.aldis.server.AccountStore;
import io.aldis.server.Policy;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Accounts in SQL. Every change of an account is noted in {@code account_change} in the same transaction, for {@link SqlChangeFeed}. */
final class SqlAccounts implements AccountStore {
    private static final String SELECT = """
            SELECT domain, user_name, accept_first, policy, algorithm, ha1
            FROM account LEFT JOIN account_secret USING (domain, user_name)
            """;
    private static final String ORDER = " ORDER BY domain, user_name";
    private static final String PAGE =
            "SELECT domain, user_name, accept_first, policy FROM account WHERE (domain, user_name) > (?, ?)" + ORDER
                    + " LIMIT ?";

    private final Database database;
    private final Writer writer;
    private final SharedBindings shared;

    SqlAccounts(Database database, Writer writer, SharedBindings shared) {
        this.database = database;
        this.shared = shared;
        this.writer = writer;
    }

    @Override
    public Optional<Account> find(Aor aor) {
        String sql = SELECT + "WHERE domain = ? AND user_name = ?";
        return database.read(to -> Sql.query(to, sql, SqlAccounts::accounts, aor.domain(), aor.user())).stream()
                .findFirst();
    }

    @Override
    public List<Account> list(Collection<String> domains) {
        Object[] wanted = domains.stream().map(d -> d.toLowerCase(Locale.ROOT)).toArray();
        String marks = String.join(", ", Collections.nCopies(wanted.length, "?"));
        String sql = SELECT + (wanted.length == 0 ? "" : "WHERE domain IN (" + marks + ")") + ORDER;
        return database.read(to -> Sql.query(to, sql, SqlAccounts::accounts, wanted));
    }

    @Override
    public List<Account> page(Optional<Aor> after, int most) {
        String sql = SELECT.replace("FROM account", "FROM (" + PAGE + ") AS account") + ORDER;
        String domain = after.map(Aor::domain).orElse("");
        String user = after.map(Aor::user).orElse("");
        return database.read(to -> Sql.query(to, sql, SqlAccounts::accounts, domain, user, most));
    }

    /** Reads rows that are ordered by account: one row per secret, or one with NULLs for an account without secrets. */
    private static List<Account> accounts(ResultSet rows) throws SQLException {
        var accounts = new ArrayList<Account>();
        boolean more = rows.next();
        while (more) {
            Aor aor = Aors.read(rows);
            var acceptFirst = Account.AcceptFirst.values()[rows.getInt("accept_first")];
            var policy = Policy.of(rows.getString("policy").lines().toList());
            Map<String, String> secrets = new HashMap<>();
            do {
                String algorithm = rows.getString("algorithm");
                if (algorithm != null) secrets.put(algorithm, rows.getString("ha1"));
                more = rows.next();
            } while (more && Aors.isAt(rows, aor));
            accounts.add(new Account(aor, secrets, acceptFirst, policy));
        }
        return accounts;
    }

    @Override
    public boolean put(Account account) {
        return writer.write(to -> {
            Aor aor = account.aor();
            String insert = "INSERT INTO account (domain, user_name) VALUES (?, ?) ON CONFLICT DO NOTHING";
            boolean isNew = Sql.update(to, insert, aor.domain(), aor.user()) > 0;
            String update = "UPDATE account SET accept_first = ?, policy = ? WHERE domain = ? AND user_name = ?";
            String policy = String.join("\n", account.policy().lines());
            Sql.update(to, update, account.acceptFirst().ordinal(), policy, aor.domain(), aor.user());
            Sql.update(to, "DELETE FROM account_secret WHERE domain = ? AND user_name = ?", aor.domain(), aor.user());
            for (var secret : account.secrets().entrySet()) insertSecret(to, aor, secret);
            noteChange(to, aor);
            return isNew;
        });
    }

    private static void insertSecret(Connection to, Aor aor, Map.Entry<String, String> secret) throws SQLException {
        String sql = "INSERT INTO account_secret (domain, user_name, algorithm, ha1) VALUES (?, ?, ?, ?)";
        Sql.update(to, sql, aor.domain(), aor.user(), secret.getKey(), secret.getValue());
    }

    @Override
    public boolean remove(Aor aor) {
        return writer.write(to -> {
            String account = "DELETE FROM account WHERE domain = ? AND user_name = ?";
            boolean wasThere = Sql.update(to, account, aor.domain(), aor.user()) > 0;
            Sql.update(to, "DELETE FROM binding WHERE domain = ? AND user_name = ?", aor.domain(), aor.user());
            shared.note(to, aor, 0);
            MessageRows.removeAll(to, aor);
            if (wasThere) noteChange(to, aor);
            return wasThere;
        });
    }

    /** Notes a change of that account for all watches. Inside a transaction. */
    static void noteChange(Connection to, Aor aor) throws SQLException {
        Sql.update(to, "UPDATE account_clock SET sequence = sequence + 1");
        String note = """
                INSERT INTO account_change (domain, user_name, sequence)
                SELECT ?, ?, sequence FROM account_clock WHERE true
                ON CONFLICT (domain, user_name) DO UPDATE SET sequence = excluded.sequence""";
        Sql.update(to, note, aor.domain(), aor.user());
    }
}
