package io.aldis.server.runtime;

import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.server.Branches;
import io.aldis.server.DeviceHistory;
import io.aldis.server.DialogSeals;
import io.aldis.server.FlowTokens;
import io.aldis.server.MailStores;
import io.aldis.server.MessagePolicy;
import io.aldis.server.OwnDomains;
import io.aldis.server.Policy;
import io.aldis.server.Redirections;
import io.aldis.server.ServerEvents;
import io.aldis.server.ServerSettings;
import io.aldis.server.authentication.Authentication;
import io.aldis.server.forking.ForkMarks;
import io.aldis.server.forking.Forking;
import io.aldis.server.forking.Resolver;
import io.aldis.server.location.LocationService;
import io.aldis.server.mailbox.MailboxContext;
import io.aldis.server.mailbox.Mailboxes;
import io.aldis.server.policy.ForeignSenders;
import io.aldis.server.policy.MessagePolicies;
import io.aldis.server.policy.PolicyStage;
import io.aldis.server.policy.RecipientPolicy;
import io.aldis.server.registrar.Registrar;
import io.aldis.server.validation.Validation;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import io.aldis.sip.locate.Locator;
import io.aldis.sip.locate.Transports;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Creates the stages of a server and connects them, after its sockets are bound and before they are read. For the event loop. */
final class ServerAssembly {
    private final ServerSettings settings;
    private final SipEndpoint endpoint;
    private final LocationService directory;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final OwnDomains home;

    /** @param directory loaded */
    ServerAssembly(ServerSettings settings, SipEndpoint endpoint, LocationService directory, InstantSource clock) {
        this.settings = settings;
        this.endpoint = endpoint;
        this.directory = directory;
        this.clock = clock;
        this.home = new OwnDomains(
                settings.domains(),
                Addresses.of(endpoint.bound()),
                Addresses.andNames(),
                settings.registration().anyHost());
    }

    /**
     * Creates the pipeline and starts the mailboxes.
     *
     * @param events hear what happens
     * @param policies current policies of the domains; called for each request, so that they may change while the server runs
     * @param extensions policies of the operator for each MESSAGE
     */
    RequestPipeline pipeline(
            Optional<MailStores> mail,
            ServerEvents events,
            Supplier<Map<String, Policy>> policies,
            List<MessagePolicy.Limited> extensions) {
        var branches = new Branches(random.nextLong());
        var seals = DialogSeals.of(settings.dialogKey(), random.nextLong());
        var courier = new Forking(
                endpoint,
                settings,
                new ForkMarks(branches, seals),
                new Resolver(endpoint::execute, locator()),
                redirections());
        courier.onSilent(directory::silent);
        var desk = new Validation(home, branches, seals, settings.foreign());

        var doors = new RecipientPolicy(directory::find, policies, settings);
        Optional<Mailboxes> mailboxes = mail.map(stores -> mailboxes(courier, doors, stores, events));
        endpoint.shed(Math.max(0, settings.intake().delay().toNanos()));
        if (directory.shared()) directory.here(neighbourly());
        directory.onGone((account, gone) -> {
            events.bindingsGone(account, gone);
            mailboxes.ifPresent(mailbox -> mailbox.gone(account, gone));
        });
        mailboxes.ifPresent(this::start);
        return new RequestPipeline(
                new RequestPipeline.Entry(
                        endpoint,
                        new AdmissionControl(endpoint, settings, desk::isInsideDialog, random),
                        new AnswerWriter(endpoint, settings.serverHeader()),
                        events,
                        clock),
                new RequestPipeline.Checks(
                        desk,
                        new Authentication(home, settings, directory, clock, random),
                        rules(doors),
                        new MessagePolicies(extensions, endpoint.wheel(), endpoint::execute)),
                directory,
                new RequestPipeline.Ends(
                        new ServerRequests(settings.methods()),
                        registrar(mailboxes, events),
                        new DeliveryDecision(courier, mailboxes),
                        settings.foreign().hideUsers()
                                ? Optional.of(new HiddenUsers(endpoint.wheel(), directory, doors, mailboxes))
                                : Optional.empty()));
    }

    private void start(Mailboxes mailboxes) {
        directory.onTouched(mailboxes::changed);
        directory.onElsewhere(mailboxes::registeredElsewhere);
        mailboxes.start();
    }

    private PolicyStage rules(RecipientPolicy doors) {
        return new PolicyStage(
                settings.methods(), new ForeignSenders(settings.foreign().from(), clock), this::mayGo, doors);
    }

    private Registrar registrar(Optional<Mailboxes> mailboxes, ServerEvents events) {
        DeviceHistory history = mailboxes.<DeviceHistory>map(it -> it).orElse(DeviceHistory.NONE);
        return new Registrar(new Registrar.Records(directory, directory, history), ways(), settings, clock, events);
    }

    /** Makes the Route value by which another server reaches a device that only this one can reach; empty with a store that is not shared. */
    private BiFunction<Aor, SipUri, String> ways() {
        if (!directory.shared()) return (aor, contact) -> "";
        var tokens = new FlowTokens(settings.dialogKey());
        String address = neighbourly();
        return (aor, contact) -> tokens.way(address, aor, contact);
    }

    /** The address at which another server of the same database reaches this one: the TCP listener, if there is one. */
    private String neighbourly() {
        List<SipEndpoint.Bound> listeners = endpoint.bound();
        var best = listeners.stream()
                .filter(listener -> listener.transport() == Transport.TCP)
                .findFirst()
                .or(() -> listeners.stream()
                        .filter(listener -> isOpenedByUs(listener.transport()))
                        .findFirst())
                .orElseGet(listeners::getFirst);
        return best.sentBy() + ";transport=" + best.transport().parameter();
    }

    private Mailboxes mailboxes(Forking courier, RecipientPolicy doors, MailStores stores, ServerEvents events) {
        return new Mailboxes(new MailboxContext(
                stores,
                settings.mailbox(),
                directory,
                courier,
                (letter, request) -> doors.refusal(letter.account(), request),
                events,
                endpoint.wheel(),
                endpoint::execute,
                clock,
                new SecureRandom(),
                endpoint.transactions().timers().timeout()));
    }

    /** Whether the server can open connections of that transport; WebSockets are opened by browsers only. */
    private static boolean isOpenedByUs(Transport transport) {
        return transport != Transport.WS && transport != Transport.WSS;
    }

    /** Locator for the transports that the server listens on: over others it would not be reachable in return, so it does not send over them. */
    private Locator locator() {
        List<Transport> ours = endpoint.bound().stream()
                .map(SipEndpoint.Bound::transport)
                .filter(ServerAssembly::isOpenedByUs)
                .distinct()
                .toList();
        return new Locator(endpoint.dns(), new Transports(ours, true), new SecureRandom());
    }

    /** Whether a request may be sent along a Route inside of a dialog, where the sender can write any address. */
    private boolean mayGo(InetAddress source, SipUri next) {
        return !settings.forbidden().forbids(source, next.hostPort()) || directory.isAt(next);
    }

    private Redirections redirections() {
        return settings.followRedirections() ? new OwnContacts(home, directory) : contact -> List.of();
    }
}
