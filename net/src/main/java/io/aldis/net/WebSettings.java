package io.aldis.net;

import java.time.Duration;

/**
 * Bounds of WebSockets; those of {@link NetSettings} hold for them, too.
 *
 * @param origins which pages may connect
 * @param ping after so much silence the peer is asked whether he is there; after as much again he is not
 */
public record WebSettings(Origins origins, Duration ping) {
    public static final WebSettings DEFAULT = new WebSettings(Origins.ALL, Duration.ofSeconds(30));

    public WebSettings {
        if (ping.compareTo(Duration.ofMillis(100)) < 0)
            throw new IllegalArgumentException("ping: expected at least 100ms but was " + ping);
    }
}
