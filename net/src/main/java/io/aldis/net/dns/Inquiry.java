package io.aldis.net.dns;

import io.aldis.net.PlainText;
import io.aldis.sip.locate.Dns.Answer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/** Sends DNS queries and reads the answer section; the additional section is not used (RFC 3403 §4.2.2). Blocks. */
final class Inquiry {
    /** Most CNAME records in a chain: a longer one is taken for a loop. */
    private static final int LINKS = 8;
    /** TTL of a negative answer without an SOA record (RFC 2308 §5). */
    private static final Duration ABSENCE = Duration.ofSeconds(30);

    private final Resolver resolver;

    Inquiry(Resolver resolver) {
        this.resolver = resolver;
    }

    <T> Answer<T> ask(String name, int type, Function<Record, T> read) {
        try {
            return follow(Name.fromString(name, Name.root), type, read);
        } catch (TextParseException e) {
            return new Answer.Nothing<>(ABSENCE); // not a valid DNS name: no records
        } catch (InterruptedIOException e) {
            Thread.currentThread().interrupt();
            return new Answer.Failed<>("interrupted");
        } catch (IOException e) {
            return new Answer.Failed<>(e.getMessage() == null ? "no answer in time" : PlainText.cause(e));
        }
    }

    private <T> Answer<T> follow(Name asked, int type, Function<Record, T> read) throws IOException {
        Name name = asked;
        long ttl = Long.MAX_VALUE;
        for (int link = 0; link < LINKS; link++) {
            Message answer = resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
            int code = answer.getRcode();
            if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN)
                return new Answer.Failed<>("the name server says " + Rcode.string(code));
            var chain = new Chain(answer.getSection(Section.ANSWER), name, type, ttl);
            if (!chain.found.isEmpty())
                return new Answer.Records<>(chain.found.stream().map(read).toList(), Duration.ofSeconds(chain.ttl));
            if (code == Rcode.NXDOMAIN || chain.end.equals(name)) return new Answer.Nothing<>(absence(answer));
            name = chain.end; // the answer has the CNAME record, but no records of its target
            ttl = chain.ttl;
        }
        return new Answer.Failed<>("more than " + LINKS + " aliases in a chain");
    }

    /** Follows the CNAME records of one answer from a name to the records of the queried type, as far as the answer has them. */
    private static final class Chain {
        final List<Record> found = new ArrayList<>();
        Name end;
        long ttl;

        Chain(List<Record> answer, Name from, int type, long ttl) {
            this.end = from;
            this.ttl = ttl;
            for (int link = 0; link < LINKS && found.isEmpty(); link++) {
                for (Record record : answer)
                    if (type == record.getType() && record.getName().equals(end)) take(record);
                if (found.isEmpty() && !alias(answer)) return;
            }
        }

        private void take(Record record) {
            found.add(record);
            ttl = Math.min(ttl, record.getTTL());
        }

        private boolean alias(List<Record> answer) {
            for (Record record : answer) {
                if (!(record instanceof CNAMERecord alias) || !alias.getName().equals(end)) continue;
                end = alias.getTarget();
                ttl = Math.min(ttl, alias.getTTL());
                return true;
            }
            return false;
        }
    }

    /** TTL of a negative answer: the lower of TTL and MINIMUM of the SOA record in the authority section (RFC 2308 §5). */
    private static Duration absence(Message answer) {
        for (Record record : answer.getSection(Section.AUTHORITY))
            if (record instanceof SOARecord soa) return Duration.ofSeconds(Math.min(soa.getTTL(), soa.getMinimum()));
        return ABSENCE;
    }
}
