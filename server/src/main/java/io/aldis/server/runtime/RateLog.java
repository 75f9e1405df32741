package io.aldis.server.runtime;

import io.aldis.net.LogPace;
import io.aldis.server.RateLimits;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs which source was refused because of which rate, and the configuration key that raises it. At most one line for each key in {@link #PAUSE},
 * with the number of suppressed ones: a flood must not fill the disk.
 */
@OnEventLoop
final class RateLog {
    private static final Logger LOG = LoggerFactory.getLogger(RateLog.class);
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final RateLimits rateLimits;
    private final LongSupplier nanos;
    private final Limit address = new Limit("limits.messages-per-address", ", or name its network in trust");
    private final Limit connection = new Limit("limits.messages-per-connection", ", or name its network in trust");
    private final Limit account = new Limit("limits.messages-per-account", "");
    private final Limit trusted = new Limit("limits.messages-per-trusted-address", "");

    RateLog(RateLimits rateLimits, LongSupplier nanos) {
        this.rateLimits = rateLimits;
        this.nanos = nanos;
    }

    void address(InetAddress who) {
        address.exceeded("address=" + who.getHostAddress(), rateLimits.perAddress());
    }

    void connection(InetSocketAddress who) {
        connection.exceeded(
                "connection from address=" + who.getAddress().getHostAddress() + " port=" + who.getPort(),
                rateLimits.perConnection());
    }

    void account(Aor who) {
        account.exceeded("account=" + who, rateLimits.perAccount());
    }

    void trusted(InetAddress who) {
        trusted.exceeded("trusted address=" + who.getHostAddress(), rateLimits.perTrusted());
    }

    /** The throttled log line of one configuration key. */
    private final class Limit {
        private final String key;
        private final String otherWay;
        private final LogPace pace = new LogPace(PAUSE, () -> nanos.getAsLong());

        Limit(String key, String otherWay) {
            this.key = key;
            this.otherWay = otherWay;
        }

        void exceeded(String who, int rate) {
            pace.pass(unlogged -> LOG.warn(
                    "{} sends more than {} requests a minute and was answered 503; to allow more, raise {}{} ({} refusals since the last"
                            + " such line)",
                    who,
                    rate,
                    key,
                    otherWay,
                    unlogged));
        }
    }
}
