package io.aldis.im.cpim;

import java.util.Optional;

/** A header line and what its name means; nothing when its prefix is declared nowhere. */
record NamedHeader(CpimHeader header, Optional<CpimName> name) {}
