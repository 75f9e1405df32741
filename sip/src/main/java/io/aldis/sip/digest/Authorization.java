package io.aldis.sip.digest;

/**
 * A client's answer to a challenge.
 *
 * @param value for the Authorization header after a WWW-Authenticate challenge, for Proxy-Authorization after Proxy-Authenticate
 * @param count how often the nonce was used, this use included
 */
public record Authorization(String value, long count) {}
