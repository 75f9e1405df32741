package io.aldis.sip.digest;

/**
 * A client's answer to a challenge.
 *
 * @param value for the Authorization or Proxy-Authorization header, like the header that the challenge came in
 * @param count how often its nonce was used, this included
 */
public record Authorization(String value, long count) {}
