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
import io.aldis.sip.OnEventLoop;
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

/** Creates the stages of a server and connects them, after its sockets are bound and before they are read. */
@OnEventLoop
final class ServerAssembly {
    private final ServerSettings settings;
    private final SipEndpoint endpoint;
    private final LocationService location;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final OwnDomains ownDomains;

    /** @param location loaded */
    ServerAssembly(ServerSettings settings, SipEndpoint endpoint, LocationService location, InstantSource clock) {
        this.settings = settings;
        this.endpoint = endpoint;
        this.location = location;
        this.clock = clock;
        this.ownDomains = new OwnDomains(
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
        var forking = new Forking(
                endpoint,
                settings,
                new ForkMarks(branches, seals),
                new Resolver(endpoint::execute, locator()),
                redirections());
        forking.onSilent(location::silent);
        var validation = new Validation(ownDomains, branches, seals, settings.foreign());

        var recipients = new RecipientPolicy(location::find, policies, settings);
        Optional<Mailboxes> mailboxes = mail.map(stores -> mailboxes(forking, recipients, stores, events));
        endpoint.shed(Math.max(0, settings.rateLimits().delay().toNanos()));
        if (location.shared()) location.here(neighbourly());
        location.onGone((account, gone) -> {
            events.bindingsGone(account, gone);
            mailboxes.ifPresent(mailbox -> mailbox.gone(account, gone));
        });
        mailboxes.ifPresent(this::start);
        var admission = new AdmissionControl(endpoint, settings, validation::isInsideDialog, random);
        return new RequestPipeline(
                new RequestPipeline.Entry(
                        endpoint, admission, new AnswerWriter(endpoint, settings.serverHeader()), events, clock),
                new RequestPipeline.Checks(
                        validation,
                        new Authentication(ownDomains, settings, location, clock, random),
                        policy(recipients, admission),
                        new MessagePolicies(extensions, endpoint.wheel(), endpoint::execute)),
                location,
                new RequestPipeline.Ends(
                        new ServerRequests(settings.methods()),
                        registrar(mailboxes, events),
                        new DeliveryDecision(forking, mailboxes),
                        settings.foreign().hideUsers()
                                ? Optional.of(new HiddenUsers(endpoint.wheel(), location, recipients, mailboxes))
                                : Optional.empty()));
    }

    private void start(Mailboxes mailboxes) {
        location.onTouched(mailboxes::changed);
        location.onElsewhere(mailboxes::registeredElsewhere);
        mailboxes.start();
    }

    private PolicyStage policy(RecipientPolicy recipients, AdmissionControl admission) {
        return new PolicyStage(
                settings.methods(),
                new ForeignSenders(settings.foreign().from(), clock),
                this::mayGo,
                new PolicyStage.Recipients(location, recipients),
                admission::turnsAway);
    }

    private Registrar registrar(Optional<Mailboxes> mailboxes, ServerEvents events) {
        DeviceHistory history = mailboxes.<DeviceHistory>map(it -> it).orElse(DeviceHistory.NONE);
        return new Registrar(
                new Registrar.Records(location, location, history), clusterRoutes(), settings, clock, events);
    }

    /** Makes the Route value by which another server reaches a device that only this one can reach; empty with a store that is not shared. */
    private BiFunction<Aor, SipUri, String> clusterRoutes() {
        if (!location.shared()) return (aor, contact) -> "";
        var tokens = new FlowTokens(settings.dialogKey());
        String address = neighbourly();
        return (aor, contact) -> tokens.clusterRoute(address, aor, contact);
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

    private Mailboxes mailboxes(Forking forking, RecipientPolicy recipients, MailStores stores, ServerEvents events) {
        return new Mailboxes(new MailboxContext(
                stores,
                settings.mailbox(),
                location,
                forking,
                (message, request) -> recipients.refusal(message.account(), request),
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
        return !settings.forbidden().forbids(source, next.hostPort()) || location.isAt(next);
    }

    private Redirections redirections() {
        return settings.followRedirections() ? new OwnContacts(ownDomains, location) : contact -> List.of();
    }
}
