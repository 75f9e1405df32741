package io.aldis.agent;

/** The outcome of a call that we placed (RFC 3261 §13.2.2). */
public sealed interface CallAnswer {
    /** The peer accepted: the call is established, and the answer to our offer is {@link Call#session}. */
    record Taken(Call call) implements CallAnswer {}

    /** There was a final answer, and the call was not accepted. */
    final class Refused implements CallAnswer {
        private final RefusalDetails details;

        public Refused(RefusalDetails details) {
            this.details = details;
        }

        /** 300 to 699. */
        public int status() {
            return details.response().code();
        }

        /** The reason phrase as received. */
        public String reason() {
            return details.response().status().reason();
        }

        /** Headers that say what would succeed instead. */
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
