package io.aldis.sip.locate;

import io.aldis.sip.Transport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Selects the NAPTR records of a domain that are used, and their order (RFC 3403 §4.1, RFC 3263 §4.1). */
final class NaptrSelection {
    private NaptrSelection() {}

    /** A usable NAPTR record: it names the SRV records of a transport. */
    record Pointer(int order, int preference, Transport transport, String srv) {}

    /**
     * The usable records of the lowest order that has any, sorted by preference. Records of equal order and preference are sorted by
     * {@link Transports#liking}.
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

    /** Usable are the flag {@code s}, a service of SIP, and a name without regular expression; other records are wrong or not for SIP. */
    private static Optional<Pointer> pointer(Dns.Naptr record) {
        boolean usable = record.flags().equalsIgnoreCase("s")
                && record.regexp().isEmpty()
                && !record.replacement().isEmpty();
        if (!usable) return Optional.empty();
        return Service.naptr(record.services())
                .map(transport -> new Pointer(record.order(), record.preference(), transport, record.replacement()));
    }
}
