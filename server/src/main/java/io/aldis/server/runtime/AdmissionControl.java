package io.aldis.server.runtime;

import io.aldis.net.Flow;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.server.Answer;
import io.aldis.server.Field;
import io.aldis.server.RateLimits;
import io.aldis.server.ServerSettings;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.Transport;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Refuses new requests before they cost much: under overload, from a source that exceeds its rate, and all of them while the server shuts down. ACK,
 * BYE, CANCEL and responses are always accepted, and requests inside of a dialog until shutdown, since they belong to earlier requests. Overload
 * refuses a REGISTER only without credentials and at {@link #REGISTRATIONS} times the delay. For the event loop.
 */
final class AdmissionControl {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** Refusals a second over UDP; datagrams beyond that are dropped unparsed. */
    private static final int REFUSALS = 2000;
    /** While the kernel filter sheds datagrams, one of so many messages that pass it is answered 503. */
    private static final int TOLD = 32;
    /** A REGISTER without credentials is accepted until the delay is so many times {@link RateLimits#delay}: phones should be able to register. */
    private static final int REGISTRATIONS = 2;

    private final SipEndpoint endpoint;
    private final ServerSettings settings;
    private final Predicate<SipRequest> insideDialog;
    private final RandomGenerator random;
    private final long seed;
    private RateLimits intake;
    private TokenBuckets total;
    private TokenBuckets addresses;
    private TokenBuckets connections;
    private TokenBuckets accounts;
    private TokenBuckets trusted;
    private RateLog log;
    private final TokenBuckets refusals;
    private final LossRate relief;
    private int left;
    private boolean ending;

    /** @param insideDialog whether a request belongs to a dialog whose first request passed this server; called only when it would be refused */
    AdmissionControl(
            SipEndpoint endpoint, ServerSettings settings, Predicate<SipRequest> insideDialog, RandomGenerator random) {
        this.intake = settings.rateLimits();
        long now = System.nanoTime();
        this.endpoint = endpoint;
        this.settings = settings;
        this.insideDialog = insideDialog;
        this.random = random;
        this.seed = random.nextLong();
        this.total = new TokenBuckets(intake.total(), Duration.ofSeconds(1), Duration.ofSeconds(1), now);
        this.addresses = new TokenBuckets(intake.perAddress(), MINUTE, intake.burst(), now);
        this.connections = new TokenBuckets(intake.perConnection(), MINUTE, intake.burst(), now);
        this.accounts = new TokenBuckets(intake.perAccount(), MINUTE, intake.burst(), now);
        this.trusted = new TokenBuckets(intake.perTrusted(), MINUTE, intake.burst(), now);
        this.log = new RateLog(intake, System::nanoTime);
        this.relief = new LossRate(now);
        this.refusals = new TokenBuckets(REFUSALS, Duration.ofSeconds(1), Duration.ofMillis(100), now);
    }

    /** Sets other rates; the use of the old ones is reset. */
    void intake(RateLimits other) {
        long now = endpoint.wheel().now();
        intake = other;
        total = new TokenBuckets(other.total(), Duration.ofSeconds(1), Duration.ofSeconds(1), now);
        addresses = new TokenBuckets(other.perAddress(), MINUTE, other.burst(), now);
        connections = new TokenBuckets(other.perConnection(), MINUTE, other.burst(), now);
        accounts = new TokenBuckets(other.perAccount(), MINUTE, other.burst(), now);
        trusted = new TokenBuckets(other.perTrusted(), MINUTE, other.burst(), now);
        log = new RateLog(other, System::nanoTime);
    }

    /** Refuses every new request from now on. */
    void end() {
        ending = true;
    }

    /**
     * Whether the datagram is parsed. Under overload a datagram with a new request is dropped without a response, unless a refusal can still be sent:
     * its sender retransmits it.
     */
    boolean isHeardUnderOverload(byte[] bytes, Flow flow) {
        return flow.transport() != Transport.UDP
                || !overloaded(1)
                || !FirstBytes.mayBe(bytes, overloaded(REGISTRATIONS) && !isTrusted(flow))
                || refusals.take(0, endpoint.wheel().now());
    }

    /** The response that refuses a new request; empty when it is admitted. */
    Optional<SipResponse> refuses(SipRequest request, Flow flow) {
        boolean no = ending
                ? isNew(request)
                : FirstBytes.mayBe(request) && isTooMuch(request, flow) && !insideDialog.test(request);
        return no ? Optional.of(refusal(request)) : Optional.empty();
    }

    private static boolean isNew(SipRequest request) {
        return !request.method().equals(Method.BYE) && !request.method().equals(Method.CANCEL);
    }

    private boolean isTooMuch(SipRequest request, Flow flow) {
        boolean no = request.method().equals(Method.REGISTER)
                ? isTooMuchToRegister(request, flow)
                : isTooMuchToDo(request, flow);
        return no || (isTrusted(flow) ? trustedSendsTooMuch(flow) : sendsTooMuch(flow));
    }

    private boolean isTooMuchToRegister(SipRequest request, Flow flow) {
        return overloaded(REGISTRATIONS) && !isTrusted(flow) && !FirstBytes.hasCredentials(request);
    }

    private boolean isTooMuchToDo(SipRequest request, Flow flow) {
        if (overloaded(1)) return true;
        return request.method().equals(Method.MESSAGE)
                && (isTold(flow) || !total.take(0, endpoint.wheel().now()));
    }

    private boolean sendsTooMuch(Flow flow) {
        long now = endpoint.wheel().now();
        if (!addresses.take(number(flow.remote().getAddress()), now)) {
            log.address(flow.remote().getAddress());
            return true;
        }
        if (!flow.reliable() || connections.take(mixed(flow.id().hashCode()), now)) return false;
        log.connection(flow.remote());
        return true;
    }

    private boolean trustedSendsTooMuch(Flow flow) {
        if (trusted.take(number(flow.remote().getAddress()), endpoint.wheel().now())) return false;
        log.trusted(flow.remote().getAddress());
        return true;
    }

    private boolean isTrusted(Flow flow) {
        return settings.trust().covers(flow);
    }

    /** The kernel filter drops most of a flood silently; some of the rest is refused, so that senders learn of the overload. */
    private boolean isTold(Flow flow) {
        return flow.transport() == Transport.UDP && endpoint.sheds() && ++left % TOLD == 0;
    }

    private boolean overloaded(int times) {
        return endpoint.delay() > times * intake.delay().toNanos();
    }

    /** The loss rate for a trusted peer that supports it (RFC 7339); other peers are not told the load. */
    OptionalInt relief(Flow flow) {
        if (!isTrusted(flow)) return OptionalInt.empty();
        return OptionalInt.of(relief.percent(endpoint.wheel().now(), overloaded(1) || endpoint.sheds()));
    }

    /** The refusal for a local user that exceeds its rate, from whatever addresses; empty within the rate. */
    Optional<Answer> turnsAway(Aor account) {
        long number =
                mixed((long) account.user().hashCode() << 32 ^ account.domain().hashCode());
        if (accounts.take(number, endpoint.wheel().now())) return Optional.empty();
        log.account(account);
        return Optional.of(Answer.of(503, new Field(HeaderName.RETRY_AFTER, pause())));
    }

    /** Answers statelessly: a retransmission gets the same To tag. */
    SipResponse refusal(SipRequest request) {
        return request.answer(Status.of(503), endpoint.tags().of(request))
                .header(HeaderName.RETRY_AFTER, pause())
                .build();
    }

    /** Random, so that refused clients do not all retry at the same time. */
    private String pause() {
        long least = Math.max(1, intake.retryAfter().toSeconds());
        return Long.toString(least + random.nextLong(least + 1));
    }

    private long number(InetAddress address) {
        if (!(address instanceof Inet6Address)) return mixed(address.hashCode());
        byte[] octets = address.getAddress();
        long network = 0;
        for (int i = 0; i < 8; i++) network = network << 8 | (octets[i] & 0xff);
        return mixed(network);
    }

    private long mixed(long number) {
        long mixed = (number ^ seed) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 32) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 29;
    }
}
