package io.aldis.sip.digest;

/** Why credentials prove nothing: for logs and counters. A peer that could tell these apart would learn who has an account. */
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

    /** Whether the sender has said something about a password, and it was wrong. */
    public boolean guessed() {
        return this == UNKNOWN_USER || this == WRONG_RESPONSE;
    }

    public String sentence() {
        return sentence;
    }
}
