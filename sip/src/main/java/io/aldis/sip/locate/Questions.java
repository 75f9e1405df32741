package io.aldis.sip.locate;

import io.aldis.sip.locate.Dns.Answer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The questions of one search: bounded, each asked once, and told at the end when nothing was found. For one thread. */
final class Questions {
    /** So many aliases of aliases are a circle. */
    static final int ALIASES = 5;
    /** Of all kinds: a domain must not make us ask the whole DNS. */
    private static final int MOST = 40;
    /** Of one answer. */
    private static final int RECORDS = 32;

    private final Dns dns;
    private final List<String> told = new ArrayList<>();
    private int asked;
    private boolean unsure;
    private boolean unanswered;

    Questions(Dns dns) {
        this.dns = dns;
    }

    Answer<Dns.Naptr> naptr(String name) {
        return ask("NAPTR records of ", name, dns::naptr);
    }

    Answer<Dns.Srv> srv(String name) {
        Answer<Dns.Srv> answer = ask("SRV records of ", name, dns::srv);
        unsure |= answer instanceof Answer.Failed;
        return answer;
    }

    Answer<InetAddress> addresses(String name) {
        return ask("addresses of ", name, dns::addresses);
    }

    Answer<String> alias(String name) {
        return dns.alias(name);
    }

    /** Whether there may be SRV records that nobody told us of: then the machine of that name is no substitute (RFC 2782). */
    boolean unsure() {
        return unsure;
    }

    boolean unanswered() {
        return unanswered;
    }

    /** Those SRV records say that there is no such service. */
    void refused(String srv) {
        told.add(srv + " says that there is no such service");
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

    /** What was looked for and not found. */
    String sentence() {
        return told.isEmpty() ? "what the DNS has leads nowhere" : String.join(", ", told);
    }
}
