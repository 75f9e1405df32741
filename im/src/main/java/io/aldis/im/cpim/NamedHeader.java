package io.aldis.im.cpim;

import java.util.Optional;

/** A header line and its full name; the name is empty when its prefix is not declared. */
record NamedHeader(CpimHeader header, Optional<CpimName> name) {}
