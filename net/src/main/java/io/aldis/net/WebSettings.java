package io.aldis.net;

import io.aldis.sip.settings.Settings;
import java.time.Duration;

/**
 * Settings of WebSockets; those of {@link NetSettings} hold for them, too.
 *
 * @param origins which pages may connect
 * @param ping after this time of silence a ping is sent; after as much again without an answer the connection is closed. At least 100 ms
 */
public record WebSettings(Origins origins, Duration ping) implements Settings<WebSettings> {
    public static final WebSettings DEFAULT = new WebSettings(Origins.ALL, Duration.ofSeconds(30));

    public WebSettings {
        if (ping.compareTo(Duration.ofMillis(100)) < 0)
            throw new IllegalArgumentException("ping: expected at least 100ms but was " + ping);
    }
}
