package io.aldis.server.simulation;

import io.aldis.net.Flow;
import io.aldis.net.endpoint.Endpoint;
import io.aldis.net.endpoint.StatelessTags;
import io.aldis.server.Admitted;
import io.aldis.server.Answer;
import io.aldis.server.Arrival;
import io.aldis.server.BindingStore;
import io.aldis.server.Branches;
import io.aldis.server.Destination;
import io.aldis.server.DeviceStore;
import io.aldis.server.DialogKey;
import io.aldis.server.DialogSeals;
import io.aldis.server.Identified;
import io.aldis.server.MailStores;
import io.aldis.server.MailboxStore;
import io.aldis.server.Permitted;
import io.aldis.server.Sender;
import io.aldis.server.ServerEvents;
import io.aldis.server.ServerSettings;
import io.aldis.server.forking.ForkMarks;
import io.aldis.server.forking.Forking;
import io.aldis.server.forking.Resolver;
import io.aldis.server.location.LocationService;
import io.aldis.server.mailbox.MailboxContext;
import io.aldis.server.mailbox.Mailboxes;
import io.aldis.server.registrar.Registrar;
import io.aldis.server.runtime.DeliveryDecision;
import io.aldis.server.runtime.MemoryMail;
import io.aldis.server.runtime.MemoryStore;
import io.aldis.sip.Aor;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.Transport;
import io.aldis.sip.locate.Dns;
import io.aldis.sip.locate.Locator;
import io.aldis.sip.locate.Transports;
import io.aldis.sip.transaction.Received;
import io.aldis.sip.transaction.ServerTransaction;
import io.aldis.sip.transaction.TimerWheel;
import io.aldis.sip.transaction.Timers;
import io.aldis.sip.transaction.Transactions;
import io.aldis.sip.transaction.Wire;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * One life of a server, from its start to its end, without sockets and threads: registrar, directory, mailbox, courier and transactions as
 * they are, over stores that outlive it.
 */
final class SimulatedServer implements Endpoint, Transactions.User<Flow> {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final DialogKey KEY = DialogKey.of("00".repeat(32));

    /** Contacts are addresses: nothing is looked up. */
    private static final Dns NO_DNS = (Dns) Proxy.newProxyInstance(
            Dns.class.getClassLoader(), new Class<?>[] {Dns.class}, (proxy, method, arguments) -> {
                throw new IllegalStateException("expected no look-up but was " + method.getName());
            });

    /** What survives the end of a life. */
    record Disk(MemoryStore bindings, MemoryMail mail, Duration latency) {}

    private final SimulatedTime time;
    private final TransactionLayer layer;
    private final StatelessTags tags;
    private final LocationService location;
    private final Registrar registrar;
    private final DeliveryDecision decision;
    private final DelayedStore delayed;
    private boolean alive = true;
    private int left = Integer.MAX_VALUE;

    SimulatedServer(SimulatedTime time, ServerSettings settings, Disk disk, RandomGenerator seeds) {
        this.time = time;
        this.layer = TransactionLayer.take(this, time.now());
        this.tags = new StatelessTags(seeds.nextLong());
        this.delayed = new DelayedStore(time, disk.latency(), this::alive);
        this.location = new LocationService(
                disk.bindings(), delayed.of(BindingStore.class, disk.bindings()), disk.bindings(), this::execute, time);
        location.load();
        var forking = new Forking(
                this,
                settings,
                new ForkMarks(new Branches(seeds.nextLong()), DialogSeals.of(KEY, 1)),
                new Resolver(this::execute, new Locator(NO_DNS, Transports.PLAIN, seeds)),
                contact -> List.of());
        var stores =
                new MailStores(delayed.of(DeviceStore.class, disk.mail()), delayed.of(MailboxStore.class, disk.mail()));
        var mailboxes = new Mailboxes(new MailboxContext(
                stores,
                settings.mailbox(),
                location,
                forking,
                (message, request) -> Optional.empty(),
                ServerEvents.NONE,
                layer.wheel,
                this::execute,
                time,
                new SplittableRandom(seeds.nextLong()),
                Timers.DEFAULT.timeout()));
        this.registrar = new Registrar(
                new Registrar.Records(location, location, mailboxes),
                (aor, contact) -> "",
                settings,
                time,
                ServerEvents.NONE);
        this.decision = new DeliveryDecision(forking, Optional.of(mailboxes));
        location.onTouched(mailboxes::changed);
        location.onElsewhere(mailboxes::registeredElsewhere);
        location.onGone(mailboxes::gone);
        mailboxes.start();
    }

    boolean alive() {
        return alive;
    }

    /** The process is killed after it has done so many more things. */
    void killAfter(int tasks) {
        left = tasks;
        if (left == 0) kill();
    }

    void kill() {
        if (!alive) return;
        alive = false;
        location.close();
    }

    /** Nothing refers to it any more but what it has left behind. */
    void bury() {
        kill();
        layer.giveBack();
    }

    /** When its next alarm may be due, not after that. */
    long next(long most) {
        return alive ? layer.next(most) : most;
    }

    /** Time has gone by. */
    void tick() {
        if (!alive) return;
        layer.advance(time.now());
    }

    /** Bound contacts and their devices, in words. */
    String devices() {
        return location.bindings(BOB).stream()
                .map(each -> ", " + each.contact() + " is device " + each.device())
                .collect(Collectors.joining());
    }

    // ---- what comes in

    /** @param back hears the answers */
    void receive(SipRequest request, Flow flow, Wire back) {
        if (!alive) return;
        layer.transactions.received(new Received<>(request, flow, back));
    }

    /** @return whether it belongs to a request that is under way */
    boolean receive(SipResponse response) {
        return alive && layer.transactions.received(response);
    }

    /** A connection is gone. */
    void closed(Connection connection) {
        if (!alive) return;
        connection.close("gone");
        layer.transactions.gone(connection, "the connection is gone");
        location.closed(connection);
    }

    @Override
    public void request(ServerTransaction<Flow> exchange) {
        SipRequest request = exchange.request();
        var arrival = Arrival.of(exchange, ServerEvents.NONE, time.instant());
        if (request.method().equals(Method.REGISTER)) register(arrival, exchange);
        else message(arrival, exchange);
    }

    private void register(Arrival arrival, ServerTransaction<Flow> exchange) {
        var to = new Destination.Registrar(BOB);
        Identified identified = identified(arrival, to, BOB);
        registrar.register(identified, to, result -> {
            give(exchange, result.answer());
            if (result.changed()) decision.registered(BOB, result.set());
        });
    }

    private void message(Arrival arrival, ServerTransaction<Flow> exchange) {
        Aor sender = Aor.parse(arrival.request().from().uri().text());
        Identified identified = identified(arrival, new Destination.User(BOB), sender);
        decision.decide(
                identified,
                location.route(new Permitted(identified, location.find(BOB))),
                new DeliveryDecision.Pending(exchange, answer -> give(exchange, answer)));
    }

    private static Identified identified(Arrival arrival, Destination to, Aor sender) {
        var admitted = new Admitted(arrival, to, arrival.request().uri(), List.of(), false, false, false);
        return new Identified(admitted, new Sender.User(sender), Identified.NO_LINE);
    }

    private void give(ServerTransaction<Flow> exchange, Answer answer) {
        var response = exchange.request().answer(Status.of(answer.status().code()), "t");
        exchange.answer(response.build());
    }

    @Override
    public void ack(SipRequest ack, Flow origin) {}

    // ---- the endpoint

    @Override
    public void execute(Runnable work) {
        time.soon(() -> {
            if (!alive) return;
            if (left-- > 0) work.run();
            else kill();
        });
    }

    @Override
    public Transactions<Flow> transactions() {
        return layer.transactions;
    }

    @Override
    public TimerWheel wheel() {
        return layer.wheel;
    }

    @Override
    public StatelessTags tags() {
        return tags;
    }

    /** Finds the phone that listens there. */
    interface Network {
        Optional<Connection.Peer> at(InetSocketAddress address);
    }

    private Network network = address -> Optional.empty();

    void network(Network phones) {
        network = phones;
    }

    @Override
    public Optional<Flow> flow(Transport transport, InetSocketAddress peer) {
        if (transport != Transport.UDP) return Optional.of(refused(peer));
        Connection.Peer phone = (bytes, over) -> {
            if (alive) network.at(peer).ifPresent(it -> it.receive(bytes, over));
            return true;
        };
        return Optional.of(new Connection(Transport.UDP, peer, "", phone, this::execute));
    }

    private Connection refused(InetSocketAddress peer) {
        var nobody = new Connection(Transport.TCP, peer, "none", (bytes, over) -> false, this::execute);
        nobody.close("refused");
        return nobody;
    }

    @Override
    public Optional<Flow> flow(Transport transport, InetSocketAddress peer, String domain) {
        return flow(transport, peer);
    }

    @Override
    public Flow connection(InetSocketAddress peer, Duration within) {
        return refused(peer);
    }

    @Override
    public Optional<Flow> existing(InetSocketAddress peer) {
        return Optional.empty();
    }
}
