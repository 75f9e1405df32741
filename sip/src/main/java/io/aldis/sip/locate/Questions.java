package io.aldis.sip.locate;

import io.aldis.sip.locate.Dns.Answer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** The DNS queries of one search: each made once, limited in number, and listed in the error text when nothing was found. For one thread. */
final class Questions {
    /** Limit on CNAMEs that are followed one after another, because they may form a loop. */
    static final int ALIASES = 5;
    /** Limit on queries other than for aliases, so that the records of a domain cannot cause any number of queries. */
    private static final int MOST = 40;
    /** Limit on the records of one answer; the others are dropped. */
    private static final int RECORDS = 32;

    private final Dns dns;
    private final Map<String, Answer<Dns.Naptr>> naptr = new HashMap<>();
    private final Map<String, Answer<Dns.Srv>> srv = new HashMap<>();
    private final Map<String, Answer<InetAddress>> addresses = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private int asked;
    private boolean unsure;
    private boolean unanswered;

    Questions(Dns dns) {
        this.dns = dns;
    }

    Answer<Dns.Naptr> naptr(String name) {
        return once(naptr, name, () -> ask("NAPTR records of ", name, dns::naptr));
    }

    Answer<Dns.Srv> srv(String name) {
        Answer<Dns.Srv> answer = once(srv, name, () -> ask("SRV records of ", name, dns::srv));
        unsure |= answer instanceof Answer.Failed;
        return answer;
    }

    Answer<InetAddress> addresses(String name) {
        return once(addresses, name, () -> ask("addresses of ", name, dns::addresses));
    }

    Answer<String> alias(String name) {
        return dns.alias(name);
    }

    /** Whether an SRV query got no answer: then the host of that name must not be used instead (RFC 2782). */
    boolean unsure() {
        return unsure;
    }

    boolean unanswered() {
        return unanswered;
    }

    /** Notes for the error text that these SRV records say that there is no such service. */
    void refused(String srv) {
        told.add(srv + " says that there is no such service");
    }

    /** Several records may have the same target: a query for it that fails takes seconds, and is made once. */
    private static <T> Answer<T> once(Map<String, Answer<T>> known, String name, Supplier<Answer<T>> query) {
        return known.computeIfAbsent(name.toLowerCase(Locale.ROOT), same -> query.get());
    }

    private <T> Answer<T> ask(String what, String name, Function<String, Answer<T>> question) {
        if (asked == MOST) return new Answer.Failed<>("too many questions");
        asked++;
        Answer<T> answer = question.apply(name);
        switch (answer) {
            case Answer.Records<T> records
            when records.all().size() > RECORDS -> {
                return new Answer.Records<>(records.all().subList(0, RECORDS), records.ttl());
            }
            case Answer.Records<T> records -> {}
            case Answer.Nothing<T> nothing -> told.add("no " + what + name);
            case Answer.Failed<T>(String why) -> {
                told.add("no answer about the " + what + name + " (" + why + ')');
                unanswered = true;
            }
        }
        return answer;
    }

    /** The queries that failed, for the error text. */
    String sentence() {
        return told.isEmpty() ? "the DNS records name no address that can be used" : String.join(", ", told);
    }
}
