package io.aldis.app.command;

import io.aldis.server.Account;
import io.aldis.server.AccountStore;
import io.aldis.sip.Aor;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/**
 * {@code aldis user}: the accounts. Works on the database, whether a server runs or not. A command returns when running servers have taken over
 * the change, or after 5 s.
 */
@Command(
        name = "user",
        description = "Adds, lists, removes accounts and changes their passwords and settings.",
        synopsisSubcommandLabel = "COMMAND")
final class User implements Runnable {
    private final Terminal terminal;

    User(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw new UsageException("Expected add, list, remove, password, set or policy");
    }

    @Command(name = "add", description = "Adds an account.")
    int add(@Parameters(paramLabel = "SIP-URI") Aor address, @Mixin PasswordOptions password, @Mixin DataOptions data) {
        return change(data.mayCreate(), "added " + address, accounts -> {
            if (accounts.find(address).isPresent())
                throw new FailedException(
                        address + " has an account already; \"aldis user password\" changes its password");
            accounts.put(NewAccounts.of(address, password.fresh(terminal, address.toString())));
        });
    }

    @Command(name = "password", description = "Changes the password of an account.")
    int password(
            @Parameters(paramLabel = "SIP-URI") Aor address, @Mixin PasswordOptions password, @Mixin DataOptions data) {
        return change(data, "changed the password of " + address, accounts -> {
            Account account = accounts.find(address).orElseThrow(() -> unknown(address, data));
            accounts.put(account.with(NewAccounts.secrets(address, password.fresh(terminal, address.toString()))));
        });
    }

    @Command(name = "set", description = "Changes settings of one account that override those of its domain.")
    int set(
            @Parameters(paramLabel = "SIP-URI") Aor address,
            @Option(
                            names = "--accept-first",
                            required = true,
                            paramLabel = "on|off|default",
                            description =
                                    "Whether its messages are stored and answered 202 before any of its devices is tried; by default as mailbox.accept-first says.")
                    Account.AcceptFirst acceptFirst,
            @Mixin DataOptions data) {
        return change(data, "changed " + address + ": accept-first " + word(acceptFirst), accounts -> {
            Account account = accounts.find(address).orElseThrow(() -> unknown(address, data));
            accounts.put(account.with(acceptFirst));
        });
    }

    @Command(
            name = "policy",
            description = {
                "Shows or changes which messages an account accepts, and from which senders.",
                "Rules: allow WHO, block WHO (403), unwanted WHO (607), reject WHO (608, or 603 without a redress-card) or drop WHO (202, then discarded), where WHO is all, strangers, or an address such as bob@example.net, *@example.net or *@*.example.net, and the first rule that matches decides; types TYPE...; size OCTETS."
            })
    int policy(
            @Parameters(paramLabel = "SIP-URI") Aor address,
            @Option(names = "--clear", description = "Removes all rules.") boolean clear,
            @Option(names = "--remove", paramLabel = "RULE", description = "Removes this rule; may be repeated.")
                    List<String> remove,
            @Option(names = "--add", paramLabel = "RULE", description = "Appends a rule, in quotes; may be repeated.")
                    List<String> add,
            @Mixin DataOptions data) {
        var edit = new PolicyEdit(clear, remove == null ? List.of() : remove, add == null ? List.of() : add);
        try (var store = data.open(terminal)) {
            AccountStore accounts = store.accounts();
            Account account = accounts.find(address).orElseThrow(() -> unknown(address, data));
            Account edited = account.with(edit.of(address, account.policy()));
            if (!edited.equals(account)) accounts.put(edited);
            edited.policy().lines().forEach(terminal.out()::println);
            return edited.equals(account)
                    ? 0
                    : InForce.await(store.changes(), "changed the rules of " + address + at(data), terminal);
        }
    }

    private static String word(Account.AcceptFirst acceptFirst) {
        return acceptFirst.name().toLowerCase(Locale.ROOT);
    }

    @Command(name = "remove", description = "Removes an account and its bindings.")
    int remove(@Parameters(paramLabel = "SIP-URI") Aor address, @Mixin DataOptions data) {
        return change(data, "removed " + address, accounts -> {
            if (!accounts.remove(address)) throw unknown(address, data);
        });
    }

    @Command(name = "list", description = "Lists the accounts.")
    void list(
            @Option(names = "--domain", paramLabel = "D", description = "Only of this domain; may be repeated.")
                    List<String> domains,
            @Option(names = "--json", description = "As one JSON array.") boolean json,
            @Mixin DataOptions data) {
        on(data, accounts -> {
            List<Account> all = accounts.list(domains == null ? List.of() : domains);
            if (json) terminal.out().println(Json.line(out -> write(all, out)));
            else all.forEach(account -> terminal.out().println(line(account)));
        });
    }

    /** The address, and accept-first where the account has its own. */
    private static String line(Account account) {
        return account.acceptFirst() == Account.AcceptFirst.DEFAULT
                ? account.aor().toString()
                : account.aor() + " accept-first " + word(account.acceptFirst());
    }

    private static void write(List<Account> accounts, JsonGenerator json) {
        json.writeStartArray();
        for (Account account : accounts) {
            json.writeStartObject();
            json.writeStringProperty("address", account.aor().toString());
            json.writeStringProperty("user", account.aor().user());
            json.writeStringProperty("domain", account.aor().domain());
            json.writeArrayPropertyStart("algorithms");
            account.secrets().keySet().stream()
                    .filter(key -> key.indexOf(' ') < 0)
                    .sorted()
                    .forEach(json::writeString);
            json.writeEndArray();
            json.writeStringProperty("acceptFirst", word(account.acceptFirst()));
            json.writeArrayPropertyStart("policy");
            account.policy().lines().forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void on(DataOptions data, Consumer<AccountStore> work) {
        try (var store = data.open(terminal)) {
            work.accept(store.accounts());
        }
    }

    /**
     * @param done what was changed, in the past tense, for the message
     * @return the exit code
     */
    private int change(DataOptions data, String done, Consumer<AccountStore> work) {
        try (var store = data.open(terminal)) {
            work.accept(store.accounts());
            return InForce.await(store.changes(), done + at(data), terminal);
        }
    }

    private FailedException unknown(Aor address, DataOptions data) {
        return new FailedException(address + " has no account in " + data.where(terminal));
    }

    private String at(DataOptions data) {
        return " (" + data.where(terminal) + ")";
    }
}
