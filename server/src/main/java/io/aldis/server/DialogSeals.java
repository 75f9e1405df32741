package io.aldis.server;

import io.aldis.sip.OnEventLoop;

/**
 * The values in SIP headers that this server authenticates with one key and reads back.
 *
 * @param dialogs proves that a request belongs to a dialog whose first request passed this server
 * @param flows names the connection to one end of a dialog
 * @param tokens names, for a server that shares the store, a device that only this server can reach
 * @param gruus temporary addresses of devices
 */
@OnEventLoop
public record DialogSeals(DialogMarks dialogs, FlowMarks flows, FlowTokens tokens, Gruus gruus) {
    /** @param life random, different for each start */
    public static DialogSeals of(DialogKey key, long life) {
        var dialogs = new DialogMarks(key);
        return new DialogSeals(dialogs, new FlowMarks(dialogs, life), new FlowTokens(key), new Gruus(key));
    }
}
