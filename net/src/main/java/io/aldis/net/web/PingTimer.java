package io.aldis.net.web;

import io.aldis.net.PlainText;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.TimerWheel;
import java.time.Duration;

/** Ping timer of one WebSocket: pings a silent peer, and reports when it does not answer (RFC 7118 §6). */
@OnEventLoop
final class PingTimer extends Alarm {
    /** The connection that the timer belongs to. */
    interface Body {
        void ping();

        void dead(String why);
    }

    private final TimerWheel wheel;
    private final Duration pace;
    private Body body = NOBODY;
    private long lastHeard;
    private boolean asked;

    PingTimer(TimerWheel wheel, Duration pace) {
        this.wheel = wheel;
        this.pace = pace;
    }

    void start(Body whose) {
        body = whose;
        heard();
        wheel.set(this, pace.toNanos());
    }

    /** A frame arrived. */
    void heard() {
        lastHeard = wheel.now();
        asked = false;
    }

    void stop() {
        wheel.stop(this);
    }

    @Override
    protected void rang() {
        long left = lastHeard + pace.toNanos() - wheel.now();
        if (!asked && left > 0) {
            wheel.set(this, left);
        } else if (asked) {
            body.dead("no answer to a ping within " + PlainText.span(pace));
        } else {
            asked = true;
            wheel.set(this, pace.toNanos());
            body.ping();
        }
    }

    private static final Body NOBODY = new Body() {
        @Override
        public void ping() {}

        @Override
        public void dead(String why) {}
    };
}
