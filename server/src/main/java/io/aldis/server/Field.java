package io.aldis.server;

import io.aldis.sip.HeaderName;

/** A header that an answer carries. */
public record Field(HeaderName name, String value) {}
