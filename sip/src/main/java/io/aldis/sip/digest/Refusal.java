package io.aldis.sip.digest;

/** Why credentials are refused: for logs and counters. It is not sent to the peer, which could learn from it which accounts exist. */
public enum Refusal {
    OTHER_REALM("the credentials are for another realm"),
    OTHER_ALGORITHM("the algorithm was not offered"),
    OTHER_QOP("the quality of protection was not offered"),
    UNKNOWN_USER("there is no such user, or none with this algorithm"),
    WRONG_RESPONSE("the response is wrong: another password, method or uri");

    private final String sentence;

    Refusal(String sentence) {
        this.sentence = sentence;
    }

    /** Whether this counts as a wrong guess of a user or password. */
    public boolean guessed() {
        return this == UNKNOWN_USER || this == WRONG_RESPONSE;
    }

    public String sentence() {
        return sentence;
    }
}
