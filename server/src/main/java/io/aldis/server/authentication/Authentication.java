package io.aldis.server.authentication;

import io.aldis.im.ImUri;
import io.aldis.server.Accounts;
import io.aldis.server.Admitted;
import io.aldis.server.Answer;
import io.aldis.server.Destination;
import io.aldis.server.DigestUsernames;
import io.aldis.server.Field;
import io.aldis.server.Identified;
import io.aldis.server.OwnDomains;
import io.aldis.server.Sender;
import io.aldis.server.ServerSettings;
import io.aldis.server.Step;
import io.aldis.server.authentication.ClaimedIdentity.Claim;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.HostPort;
import io.aldis.sip.Method;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.Status;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import io.aldis.sip.digest.Algorithm;
import io.aldis.sip.digest.Challenge;
import io.aldis.sip.digest.Credentials;
import io.aldis.sip.digest.DigestResult;
import io.aldis.sip.digest.Nonces;
import io.aldis.sip.digest.ProtectionSpace;
import io.aldis.sip.digest.Refusal;
import io.aldis.sip.digest.Verification;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Identifies the sender of a request: a trusted source, one end of a marked dialog, a local user by digest, or a stranger. A sender that claims the
 * address of a local user must authenticate, whether that user exists or not, and gets the same refusal in both cases.
 */
@OnEventLoop
public final class Authentication {
    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
    private static final Answer ANOTHERS = Answer.of(403, "Forbidden: this is another user's address");

    private final OwnDomains ownDomains;
    private final ServerSettings settings;
    private final Accounts accounts;
    private final ClaimedIdentity claims;
    private final Nonces nonces;
    private final Verification verification;
    private final FailedLogins guesses;
    private final KnownLogins logins = new KnownLogins();
    private final List<Algorithm> algorithms;

    /** @throws IllegalArgumentException for an unknown digest algorithm */
    public Authentication(
            OwnDomains ownDomains,
            ServerSettings settings,
            Accounts accounts,
            InstantSource clock,
            RandomGenerator random) {
        this.ownDomains = ownDomains;
        this.settings = settings;
        this.accounts = accounts;
        this.claims =
                new ClaimedIdentity(ownDomains, accounts, settings.foreign().from());
        this.nonces = new Nonces(clock, random);
        this.guesses = new FailedLogins(settings.guessing(), clock, random.nextLong());
        this.verification = new Verification(nonces);
        this.algorithms = algorithms(settings);
    }

    public Step<Identified> identify(Admitted admitted) {
        SipRequest request = admitted.request();
        if (settings.trust().covers(admitted.flow())) return known(admitted, new Sender.Trusted());
        if (isUnchallenged(admitted)) return known(admitted, new Sender.Party());
        Optional<Claim> claimed = claimed(admitted);
        if (claimed.isPresent()) return prove(admitted, claimed.get());
        if (request.method().equals(Method.REGISTER))
            return Step.stop(Answer.of(403).because("To is no address of this server"));
        return proof(request, HeaderName.PROXY_AUTHORIZATION, ownDomains::isDomain)
                        .isPresent()
                ? Step.stop(ANOTHERS) // credentials show a misconfigured phone of a local user, not a stranger
                : known(admitted, new Sender.Stranger());
    }

    /**
     * Requests that are never challenged: OPTIONS to the server itself; ACK, which cannot be; requests with the mark of a dialog; and requests from a
     * server of the cluster with a valid flow token.
     */
    private static boolean isUnchallenged(Admitted admitted) {
        return admitted.insideDialog()
                || admitted.destination() instanceof Destination.Holding
                || admitted.request().method().equals(Method.ACK)
                || (admitted.destination() instanceof Destination.Here
                        && admitted.request().method().equals(Method.OPTIONS));
    }

    /** The local identity that the sender claims: by From, or for a REGISTER by To (RFC 3261 §10.3 steps 3 and 4). */
    private Optional<Claim> claimed(Admitted admitted) {
        if (admitted.destination() instanceof Destination.Registrar(Aor aor)) return Optional.of(Claim.of(aor));
        Uri from = admitted.request().from().uri();
        Optional<Claim> ours = claims.of(from);
        boolean known = ours.isPresent() || !(from instanceof SipUri);
        return known ? ours : withAnyHost(admitted, (SipUri) from).map(Claim::of);
    }

    /**
     * The sender as a user of the called domain, where accounts are known by their user part alone. Not for host names of domains whose senders need
     * no credentials; an IP address is no such domain.
     */
    private Optional<Aor> withAnyHost(Admitted admitted, SipUri from) {
        boolean foreign = settings.foreign().from().has(from.host()) && !HostPort.isNumeric(from.host());
        return foreign || !(admitted.requestUri() instanceof SipUri called)
                ? Optional.empty()
                : domain(admitted.destination(), called).flatMap(domain -> ownDomains.account(from, domain));
    }

    /** The called local domain, or an address that stands for it. */
    private static Optional<String> domain(Destination to, SipUri called) {
        return switch (to) {
            case Destination.User(Aor aor) -> Optional.of(aor.domain());
            case Destination.Instance(Aor aor, String _, String _) -> Optional.of(aor.domain());
            case Destination.Here _ -> Optional.of(called.host());
            default -> Optional.empty();
        };
    }

    /** The sender is known without credentials. Those for realms of this server are removed, since a recipient could guess passwords by them. */
    private Step<Identified> known(Admitted admitted, Sender sender) {
        SipRequest request = admitted.request();
        if (request.headers().first(HeaderName.PROXY_AUTHORIZATION) < 0)
            return Step.go(new Identified(admitted, sender, Identified.NO_LINE));
        Optional<Proof> proof = proof(request, HeaderName.PROXY_AUTHORIZATION, ownDomains::isDomain);
        return Step.go(new Identified(admitted, sender, proof.map(Proof::line).orElse(Identified.NO_LINE)));
    }

    /** Credentials and the header line that holds them. */
    private record Proof(Credentials credentials, int line) {}

    /**
     * The parameters of one authentication.
     *
     * @param source number of the sender's address ({@link FailedLogins#source})
     * @param place number of the sender's address and port and of the hops behind it ({@link FailedLogins#place})
     */
    private record Asking(ProtectionSpace space, boolean registration, long source, long place) {}

    private Step<Identified> prove(Admitted admitted, Claim claimed) {
        SipRequest request = admitted.request();
        var asking = new Asking(
                space(claimed),
                request.method().equals(Method.REGISTER),
                guesses.source(admitted.flow().remote().getAddress()),
                guesses.place(admitted.flow().remote(), request));
        HeaderName header = asking.registration() ? HeaderName.AUTHORIZATION : HeaderName.PROXY_AUTHORIZATION;
        Optional<Proof> proof = proof(request, header, asking.space().realm()::equals);
        if (proof.isEmpty()) return Step.stop(challenge(asking, false));
        if (!fits(proof.get().credentials().uri(), request.uri()))
            return Step.stop(Answer.of(
                    400,
                    new SyntaxException(
                                    header.text(),
                                    "a uri of this server",
                                    proof.get().credentials().uri())
                            .sentence()));
        return weigh(admitted, claimed, asking, proof.get());
    }

    /** Verifies the credentials. A source above the limit of failures gets the same answer for right and wrong ones. */
    private Step<Identified> weigh(Admitted admitted, Claim claimed, Asking asking, Proof proof) {
        Instant notBefore = asking.registration() ? notBefore(proof.credentials()) : Instant.MIN;
        DigestResult result = verification.verify(admitted.request().method(), proof.credentials(), asking.space());
        boolean wrong = result instanceof DigestResult.Refused(Refusal reason) && reason.guessed();
        if (wrong || !guesses.none()) {
            Optional<Answer> pause = pause(admitted, claimed, asking, proof, wrong);
            if (pause.isPresent()) return Step.stop(pause.get());
        }
        return switch (result) {
            case DigestResult.Accepted(String username) -> {
                Aor user = named(username, claimed);
                if (!claimed.isProvenBy(user)) yield Step.stop(ANOTHERS);
                loggedIn(asking, proof, user);
                yield Step.go(new Identified(admitted, new Sender.User(user), proof.line(), notBefore));
            }
            case DigestResult.Stale _ -> Step.stop(challenge(asking, true));
            case DigestResult.Refused _ -> Step.stop(challenge(asking, false));
        };
    }

    /** Remembers a login, but only if its challenge was given to the address that the response came from. */
    private void loggedIn(Asking asking, Proof proof, Aor account) {
        OptionalLong receiver = nonces.givenTo(proof.credentials());
        if (receiver.isEmpty() || receiver.getAsLong() != asking.source()) return;
        logins.add(asking.source(), account);
        logins.add(asking.place(), account);
    }

    /**
     * How long the source is refused. An account that has logged in from the same address is not refused, with right credentials, for failures at
     * other accounts; one that has logged in from the same address, port and hops behind them, for no failures at all. So a guesser behind the same
     * NAT or edge proxy gets no more tries at an account than elsewhere.
     */
    private Duration pauseOf(FailedLogins.Guesser guesser, Aor account, Asking asking, boolean wrong) {
        if (wrong || guesser.forged() || guesser.source() != asking.source()) return guesses.pause(guesser, account);
        if (logins.has(asking.place(), account)) return Duration.ZERO;
        return logins.has(asking.source(), account)
                ? guesses.accountPause(guesser, account)
                : guesses.pause(guesser, account);
    }

    /** Whether failures are not counted: decided by the address that was given the challenge, if it is the one that the response came from. */
    private boolean isExempt(Admitted admitted, FailedLogins.Guesser guesser, Asking asking) {
        return guesser.source() == asking.source()
                && settings.guessing().isExempt(admitted.flow().remote().getAddress());
    }

    /**
     * The earliest time at which a REGISTER with these credentials was made. Nonces have the time to the millisecond, as bindings have. A nonce that
     * was not used before cannot be that of the request that has set a binding in the same millisecond, so it counts as later. Must be called before
     * the nonce is used.
     */
    private Instant notBefore(Credentials credentials) {
        return nonces.issued(credentials)
                .map(issued -> issued.used() ? issued.at() : issued.at().plusNanos(999_999))
                .orElse(Instant.MIN);
    }

    /**
     * Counts a failure; gives the refusal of a source above the limit. A nonce that this server has not issued proves no address: its failures count
     * apart, for the source address, and do not affect responses to issued challenges. Above that limit the source is challenged again instead of
     * being told whether its credentials were right.
     */
    private Optional<Answer> pause(Admitted admitted, Claim claimed, Asking asking, Proof proof, boolean wrong) {
        OptionalLong receiver = nonces.givenTo(proof.credentials());
        var guesser = new FailedLogins.Guesser(receiver.orElse(asking.source()), receiver.isEmpty());
        Aor account = named(proof.credentials().username(), claimed);
        if (isExempt(admitted, guesser, asking)) return Optional.empty();
        Duration pause = pauseOf(guesser, account, asking, wrong);
        if (pause.isZero()) {
            if (wrong && guesses.wrong(guesser, account))
                LOG.warn(
                        "too many wrong passwords: account={} address={} transport={}: more from there are refused with"
                                + " 503 for a while; a network of many users can be exempted (guesses.exempt)",
                        account,
                        admitted.flow().remote().getAddress().getHostAddress(),
                        admitted.flow().transport());
            return Optional.empty();
        }
        if (guesser.forged()) return Optional.of(challenge(asking, false));
        long seconds = pause.plusMillis(999).toSeconds();
        return Optional.of(new Answer(
                Status.of(503, "Too many wrong passwords"),
                List.of(new Field(HeaderName.RETRY_AFTER, Long.toString(seconds))),
                true));
    }

    /**
     * Whether the uri of the credentials names this server (RFC 8760 §2.6). Phones write the local domain, a host in it, an address of the server, or
     * the host of the Request-URI.
     */
    private boolean fits(String uri, Uri called) {
        if (uri.equals(called.text())) return true;
        try {
            Uri named = Uri.parse(uri);
            if (!(named instanceof SipUri sip))
                return ImUri.toAor(named)
                        .filter(aor -> ownDomains.isDomain(aor.domain()))
                        .isPresent();
            return ownDomains.domain(sip.host()).isPresent()
                    || ownDomains.isMachine(sip.host())
                    || (called instanceof SipUri other && sip.host().equalsIgnoreCase(other.host()));
        } catch (SyntaxException e) {
            return false;
        }
    }

    /** The credentials for a realm of this server; those for other realms or schemes and unparsable ones are ignored. */
    private static Optional<Proof> proof(SipRequest request, HeaderName header, Predicate<String> realm) {
        Headers headers = request.headers();
        for (int line = headers.first(header); line >= 0; line = headers.next(header, line + 1)) {
            try {
                Optional<Credentials> found = Credentials.parse(headers.value(line));
                if (found.isPresent() && realm.test(found.get().realm()))
                    return Optional.of(new Proof(found.get(), line));
            } catch (SyntaxException e) {
                // unparsable credentials count as none: the sender is challenged
            }
        }
        return Optional.empty();
    }

    private ProtectionSpace space(Claim claimed) {
        return new ProtectionSpace(
                claimed.domain(),
                algorithms,
                (username, realm, algorithm) -> username.isEmpty()
                        ? Optional.empty()
                        : accounts.find(named(username, claimed)).flatMap(account -> account.ha1(username, algorithm)));
    }

    /** The account that a username names: the claimed one if that has such a username, since two accounts may have it. */
    private static Aor named(String username, Claim claimed) {
        return claimed.account()
                .filter(aor -> DigestUsernames.matches(aor, username))
                .or(() -> DigestUsernames.account(username, claimed.domain()))
                .orElseGet(claimed::counted);
    }

    private static List<Algorithm> algorithms(ServerSettings settings) {
        return settings.algorithms().stream()
                .map(name -> Algorithm.of(name)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "algorithm: expected MD5, SHA-256 or SHA-512-256 but was " + name)))
                .toList();
    }

    private Answer challenge(Asking asking, boolean stale) {
        HeaderName header = asking.registration() ? HeaderName.WWW_AUTHENTICATE : HeaderName.PROXY_AUTHENTICATE;
        List<Field> fields = asking.space().challenges(nonces, asking.source()).stream()
                .map(challenge -> stale ? challenge.asStale() : challenge)
                .map(Challenge::text)
                .map(text -> new Field(header, text))
                .toList();
        return new Answer(Status.of(asking.registration() ? 401 : 407), fields, true);
    }
}
