package io.aldis.server;

/**
 * What we write so that nobody else can, and read again: all from one key. For the event loop.
 *
 * @param dialogs that a request belongs to a dialog made through us
 * @param flows which connection leads to an end of it
 * @param tokens for a neighbour, which device only we can reach
 * @param gruus temporary addresses of devices
 */
public record DialogSeals(DialogMarks dialogs, FlowMarks flows, FlowTokens tokens, Gruus gruus) {
    /** @param life random, another one for each start */
    public static DialogSeals of(DialogKey key, long life) {
        var dialogs = new DialogMarks(key);
        return new DialogSeals(dialogs, new FlowMarks(dialogs, life), new FlowTokens(key), new Gruus(key));
    }
}
