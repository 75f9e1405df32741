package io.aldis.app.command;

import io.aldis.agent.Agent;
import io.aldis.agent.IncomingMessage;
import io.aldis.agent.Message;
import io.aldis.agent.Outcome;
import io.aldis.agent.Registration;
import io.aldis.net.Listen;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.server.ServerEvents;
import io.aldis.server.ServerSettings;
import io.aldis.server.runtime.MemoryStore;
import io.aldis.server.runtime.Server;
import io.aldis.server.runtime.Stores;
import io.aldis.sip.Aor;
import io.aldis.sip.HostPort;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code aldis demo}: a temporary server, two users and one message, with the packets as they were on the wire. */
@Command(name = "demo", description = "Starts a temporary server and shows the packets of one message.")
final class Demo implements Callable<Integer> {
    private static final String DOMAIN = "domain.com";
    private static final List<Listen> ANY_PORT = List.of(Listen.parse("udp:127.0.0.1:0"));

    private static final String STRANGERS =
            "Senders of other domains are refused here, and by aldis serve until its configuration says"
                    + " \"foreign.from: all\".";

    private final Terminal terminal;

    @Option(names = "--once", description = "End after the message instead of waiting for phones.")
    private boolean once;

    private final MessagePrinter printer;
    private volatile boolean staying;

    Demo(Terminal terminal) {
        this.terminal = terminal;
        this.printer = new MessagePrinter(terminal.out(), false);
    }

    /** One of the two users. */
    private record Person(Aor address, String password) {
        static Person of(String name) {
            return new Person(new Aor(name, DOMAIN), NewAccounts.freshPassword());
        }

        /** The user's host in the example of RFC 3428 §10. */
        String machine() {
            return address.user() + "pc." + DOMAIN;
        }
    }

    @Override
    public Integer call() {
        var user1 = Person.of("user1");
        var user2 = Person.of("user2");
        var store = new MemoryStore();
        for (Person person : List.of(user1, user2)) store.put(NewAccounts.of(person.address(), person.password()));
        var ladder = new Ladder();
        var settings =
                EndpointSettings.of(ANY_PORT).with(EndpointSettings::trace).of(Optional.of(ladder));
        try (var lifetime = new Lifetime();
                var server = Server.start(
                        ServerSettings.of(List.of(DOMAIN)),
                        settings,
                        new Stores(store, store, store, Optional.empty()),
                        ServerEvents.NONE);
                var first = agent(user1, server);
                var second = agent(user2, server)) {
            register(first);
            register(second);
            SendReport verdict = send(first, second);
            show(ladder, server);
            if (verdict.code() != 0) throw new FailedException(verdict.sentence());
            terminal.out().println("\n" + STRANGERS);
            terminal.out().println("\n" + verdict.sentence() + ".");
            if (!once) stay(server, user1, user2, lifetime);
        }
        return 0;
    }

    /** An agent whose Via has a host name, so that the server adds {@code received} (RFC 3261 §18.2.1). */
    private Agent agent(Person person, Server server) {
        SipEndpoint.Bound bound = server.bound().getFirst();
        return ServerOption.open(Agent.builder()
                .address(person.address().toString())
                .password(person.password())
                .server(bound.sentBy() + ";transport=udp")
                .listen(ANY_PORT.getFirst())
                .advertise(person.machine())
                .onMessage(this::print));
    }

    private static void register(Agent agent) {
        Registration registration = agent.register();
        if (!(registration instanceof Registration.Bound)) throw new FailedException(registration.sentence());
    }

    private static SendReport send(Agent from, Agent to) {
        Message message = Message.text(to.address().toString(), "Watson, come here.");
        Outcome outcome = from.send(message);
        return new SendReport(message, outcome);
    }

    private void show(Ladder ladder, Server server) {
        var text = new LadderText(server.bound().getFirst());
        Optional<String> rungs = ladder.rungs().map(text::of);
        rungs.ifPresent(terminal.out()::print);
        if (rungs.isPresent() && ladder.challenged())
            terminal.out()
                    .println(
                            "\nBefore F1 the server answered 407 to the same MESSAGE without credentials: it is not an open relay.");
    }

    private void stay(Server server, Person first, Person second, Lifetime lifetime) {
        HostPort here = server.bound().getFirst().sentBy();
        terminal.out().print("""

            The server stays up until you end it with Ctrl-C. A phone of yours on this machine can be either user:
              domain %s, outbound proxy %s (UDP), user %s, password %s
              domain %s, outbound proxy %s (UDP), user %s, password %s
            Messages that come in for either are shown here. From another terminal:
              ALDIS_PASSWORD=%s ./aldis send --from %s --to %s --server "%s;transport=udp" "Lamp lit."
            """.formatted(
                        DOMAIN,
                        here,
                        first.address().user(),
                        first.password(),
                        DOMAIN,
                        here,
                        second.address().user(),
                        second.password(),
                        first.password(),
                        first.address(),
                        second.address(),
                        here));
        staying = true;
        lifetime.await();
    }

    private void print(IncomingMessage message) {
        if (staying) printer.accept(message);
    }
}
