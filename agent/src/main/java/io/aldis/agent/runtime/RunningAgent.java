package io.aldis.agent.runtime;

import io.aldis.agent.Agent;
import io.aldis.agent.AgentEvents;
import io.aldis.agent.AgentSettings;
import io.aldis.agent.CallAnswer;
import io.aldis.agent.Failure;
import io.aldis.agent.Inbox;
import io.aldis.agent.IncomingCall;
import io.aldis.agent.IncomingMessage;
import io.aldis.agent.Invitation;
import io.aldis.agent.Message;
import io.aldis.agent.MessageId;
import io.aldis.agent.Outcome;
import io.aldis.agent.Protection;
import io.aldis.agent.Registration;
import io.aldis.agent.account.Contacts;
import io.aldis.agent.account.DeviceInstance;
import io.aldis.agent.account.Identity;
import io.aldis.agent.call.CallContext;
import io.aldis.agent.call.Calls;
import io.aldis.agent.receive.AcceptedContent;
import io.aldis.agent.receive.KeyedExecutor;
import io.aldis.agent.receive.Listeners;
import io.aldis.agent.receive.MessageReceiver;
import io.aldis.agent.receive.QueuedInbox;
import io.aldis.agent.receive.RequestDispatcher;
import io.aldis.agent.receive.Responses;
import io.aldis.agent.register.RegistrationContext;
import io.aldis.agent.register.Registrations;
import io.aldis.agent.send.AuthSessions;
import io.aldis.agent.send.NextHopFinder;
import io.aldis.agent.send.OutgoingMessages;
import io.aldis.agent.send.RequestSender;
import io.aldis.agent.send.SendContext;
import io.aldis.agent.send.ServerAddress;
import io.aldis.net.Flow;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.Aor;
import io.aldis.sip.SipRequest;
import io.aldis.sip.outbound.OwnGruus;
import io.aldis.sip.transaction.ServerTransaction;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** An open agent: its parts, and the hand-over from the threads of the application to the event loop. */
final class RunningAgent implements Agent {
    /** Limit on each part of {@link #close}. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final String REGISTRATION = "registration";

    private final SipEndpoint endpoint;
    private final AgentDirectory directory;
    private final Identity me;
    private final boolean alone;
    private final Contacts contacts;
    private final KeyedExecutor callbacks = new KeyedExecutor();
    private final Listeners<IncomingMessage> messageListeners = new Listeners<>();
    private final Listeners<Registration> registrationListeners = new Listeners<>();
    private final Listeners<IncomingCall> callListeners = new Listeners<>();
    private final Set<QueuedInbox> inboxes = ConcurrentHashMap.newKeySet();
    private final RequestSender sender;
    private final OutgoingMessages outgoing;
    private final Registrations registrations;
    private final Calls calls;
    private final RequestDispatcher dispatcher;
    private final AtomicBoolean closed = new AtomicBoolean();

    RunningAgent(EngineParts parts, AgentSettings settings, DeviceInstance device, boolean alone) {
        this.endpoint = parts.endpoint();
        this.directory = parts.directory();
        this.me = Identity.of(settings.account(), parts.ids(), device);
        this.alone = alone;
        this.contacts = new Contacts(me);
        SendContext send = sendContext(parts, settings);
        List<ServerAddress> servers = settings.registering().servers().stream()
                .flatMap(server -> ServerAddress.of(server).stream())
                .toList();
        this.sender =
                new RequestSender(send, new NextHopFinder(servers, address().domain(), parts.locator()));
        var clock = settings.surroundings().clock();
        this.outgoing = new OutgoingMessages(sender, endpoint::execute, me, settings.sending(), clock);
        this.calls = new Calls(new CallContext(sender, send, me, contacts, settings), callbacks, callListeners);
        MessageReceiver.Rules rules = rules(settings, servers);
        var responses = new Responses(endpoint, send.software());
        var receiver = new MessageReceiver(
                responses, rules, new MessageReceiver.Audience(callbacks, messageListeners, this::sendAsync));
        this.dispatcher = new RequestDispatcher(responses, rules, contacts, receiver, calls);
        this.registrations = new Registrations(
                new RegistrationContext(sender, send, me, contacts, settings),
                registration -> callbacks.offer(REGISTRATION, () -> registrationListeners.tell(registration)),
                receiver::cameBack);
    }

    private SendContext sendContext(EngineParts parts, AgentSettings settings) {
        var auth = new AuthSessions(
                settings.account().address().user(), settings.account().password(), parts.ids());
        AgentEvents events = settings.surroundings()
                .events()
                .<AgentEvents>map(observer -> new QueuedEvents(observer, callbacks))
                .orElseGet(() -> new AgentEvents() {});
        var sender = new SendContext.Sender(auth, settings.account().software());
        return new SendContext(endpoint, parts.hops(), parts.ids(), sender, events);
    }

    private static MessageReceiver.Rules rules(AgentSettings settings, List<ServerAddress> servers) {
        Optional<Protection> protection = settings.sending().protection();
        var acceptance = AcceptedContent.of(
                settings.receiving().accepted(),
                protection.map(Protection::accepts).orElse(List.of()));
        var addresses = servers.stream()
                .flatMap(server ->
                        server.literal().stream().map(literal -> new InetSocketAddress(literal, server.port())))
                .collect(Collectors.toUnmodifiableSet());
        return new MessageReceiver.Rules(
                settings.receiving(),
                acceptance,
                protection,
                settings.surroundings().clock(),
                addresses);
    }

    // ---- for the engine, on the event loop

    Identity identity() {
        return me;
    }

    Contacts contacts() {
        return contacts;
    }

    Registrations registrations() {
        return registrations;
    }

    void request(ServerTransaction<Flow> transaction) {
        dispatcher.request(transaction);
    }

    void acknowledged(SipRequest ack) {
        calls.acknowledged(ack);
    }

    // ---- for the application

    @Override
    public Aor address() {
        return me.address();
    }

    @Override
    public UUID instance() {
        return me.device().id();
    }

    @Override
    public List<SipEndpoint.Bound> bound() {
        return endpoint.bound();
    }

    @Override
    public OwnGruus gruus() {
        return contacts.gruus();
    }

    @Override
    public Registration register() {
        var answer = new CompletableFuture<Registration>();
        onLoop(
                () -> registrations.register(answer::complete),
                () -> answer.complete(new Registration.Unheard(new Failure.Closed())));
        return await(answer, new Registration.Unheard(new Failure.Interrupted()));
    }

    @Override
    public void unregister() {
        await(removed(), Boolean.FALSE);
    }

    private CompletableFuture<Boolean> removed() {
        var answer = new CompletableFuture<Boolean>();
        onLoop(() -> registrations.unregister(() -> answer.complete(true)), () -> answer.complete(false));
        return answer;
    }

    @Override
    public Outcome send(Message message, MessageId id) {
        return outgoing.submit(message, id).await();
    }

    @Override
    public CompletableFuture<Outcome> sendAsync(Message message, MessageId id) {
        return outgoing.submit(message, id).outcome();
    }

    @Override
    public CallAnswer call(Invitation invitation) {
        var answer = new CompletableFuture<CallAnswer>();
        var placed = new CompletableFuture<Consumer<Failure>>();
        onLoop(
                () -> placed.complete(calls.place(invitation, answer::complete)),
                () -> answer.complete(new CallAnswer.Failed(new Failure.Closed())));
        var known = await(answer, new CallAnswer.Failed(new Failure.Interrupted()));
        if (!answer.isDone())
            onLoop(() -> placed.thenAccept(giveUp -> giveUp.accept(new Failure.Interrupted())), () -> {});
        return known;
    }

    private static <T> T await(CompletableFuture<T> answer, T interrupted) {
        try {
            return answer.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return interrupted;
        } catch (ExecutionException e) {
            throw new IllegalStateException("An answer is never exceptional", e);
        }
    }

    private void onLoop(Runnable work, Runnable tooLate) {
        try {
            endpoint.execute(work);
        } catch (RejectedExecutionException _) {
            tooLate.run();
        }
    }

    // ---- listeners

    @Override
    public Subscription onMessage(Consumer<IncomingMessage> listener) {
        return messageListeners.add(listener);
    }

    @Override
    public Subscription onRegistration(Consumer<Registration> listener) {
        return registrationListeners.add(listener);
    }

    @Override
    public Subscription onCall(Consumer<IncomingCall> listener) {
        return callListeners.add(listener);
    }

    @Override
    public Inbox inbox() {
        var inbox = new QueuedInbox(messageListeners, inboxes::remove);
        inboxes.add(inbox);
        if (closed.get()) inbox.close();
        return inbox;
    }

    // ---- the end

    @Override
    public void close() {
        if (closed.getAndSet(true)) return;
        var hungUp = new CompletableFuture<Boolean>();
        onLoop(() -> calls.close(() -> hungUp.complete(true)), () -> hungUp.complete(false));
        await(hungUp.completeOnTimeout(false, FAREWELL.toMillis(), TimeUnit.MILLISECONDS), false);
        await(removed().completeOnTimeout(false, FAREWELL.toMillis(), TimeUnit.MILLISECONDS), false);
        var ended = new CompletableFuture<Boolean>();
        onLoop(() -> ended.complete(end()), () -> ended.complete(false));
        if (alone) endpoint.close();
        else await(ended, false);
        me.device().close();
        try {
            callbacks.finish(FAREWELL);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        List.copyOf(inboxes).forEach(QueuedInbox::close);
    }

    private boolean end() {
        outgoing.close();
        sender.close();
        directory.remove(this);
        return true;
    }

    @Override
    public String toString() {
        return "Agent of " + address();
    }
}
