package io.aldis.agent;

/** What became of a call that we placed (RFC 3261 §13.2.2). */
public sealed interface CallAnswer {
    /** The other side took it: the call is up, and the answer to our offer is {@link Call#session}. */
    record Taken(Call call) implements CallAnswer {}

    /** There was a final answer, and the call was not taken. */
    final class Refused implements CallAnswer {
        private final RefusalDetails details;

        public Refused(RefusalDetails details) {
            this.details = details;
        }

        /** 300 to 699. */
        public int status() {
            return details.response().code();
        }

        /** The reason phrase as it came. */
        public String reason() {
            return details.response().status().reason();
        }

        /** What the other side says would go better. */
        public RefusalDetails details() {
            return details;
        }

        @Override
        public String toString() {
            return "Refused[" + status() + ' ' + reason() + ']';
        }
    }

    /** There was no final answer, or we gave up before there was one. */
    record Failed(Failure failure) implements CallAnswer {}
}
