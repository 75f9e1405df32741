package io.aldis.server;

import io.aldis.sip.Aor;

/** The sender of a request, as far as it is known. */
public sealed interface Sender {
    /** A local user who has authenticated. */
    record User(Aor aor) implements Sender {}

    /** A source that the operator trusts. */
    record Trusted() implements Sender {}

    /** One end of a dialog whose first request passed this server. */
    record Party() implements Sender {}

    /** Any other sender. */
    record Stranger() implements Sender {}
}
