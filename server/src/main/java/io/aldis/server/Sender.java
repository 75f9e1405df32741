package io.aldis.server;

import io.aldis.sip.Aor;

/** The sender of a request, as far as it is known. */
public sealed interface Sender {
    /** One of our users, who has proved it. */
    record User(Aor aor) implements Sender {}

    /** Somebody whom the operator trusts. */
    record Trusted() implements Sender {}

    /** One end of a dialog that was made through us. */
    record Party() implements Sender {}

    /** Anybody else. */
    record Stranger() implements Sender {}
}
