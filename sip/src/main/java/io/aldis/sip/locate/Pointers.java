package io.aldis.sip.locate;

import io.aldis.sip.Transport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which of a domain's NAPTR records are followed, and in which order (RFC 3403 §4.1, RFC 3263 §4.1). */
final class Pointers {
    private Pointers() {}

    /** One that can be followed: SRV records for that transport are at that name. */
    record Pointer(int order, int preference, Transport transport, String srv) {}

    /**
     * Those that we can follow of the lowest order that has such, by preference. A domain that put several into one order and preference
     * leaves the choice to us.
     */
    static List<Pointer> of(List<Dns.Naptr> records, Transports transports, boolean secure) {
        var good = new ArrayList<Pointer>();
        for (Dns.Naptr record : records)
            pointer(record)
                    .filter(pointer -> transports.have(pointer.transport()))
                    .filter(pointer -> !secure || pointer.transport().secure())
                    .ifPresent(good::add);
        good.sort(Comparator.comparingInt(Pointer::order)
                .thenComparingInt(Pointer::preference)
                .thenComparing(Pointer::transport, transports.liking()));
        return good.stream()
                .filter(pointer -> pointer.order() == good.getFirst().order())
                .toList();
    }

    /** Only the flag {@code s}, a service of SIP, and a name without a regular expression; others are errors or not meant for us. */
    private static Optional<Pointer> pointer(Dns.Naptr record) {
        boolean usable = record.flags().equalsIgnoreCase("s")
                && record.regexp().isEmpty()
                && !record.replacement().isEmpty();
        if (!usable) return Optional.empty();
        return Service.naptr(record.services())
                .map(transport -> new Pointer(record.order(), record.preference(), transport, record.replacement()));
    }
}
