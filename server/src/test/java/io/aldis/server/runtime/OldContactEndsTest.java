package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A phone removes its old contact: its new one stays (RFC 3261 §10.3 step 7, RFC 5626 §6), and messages reach the new one. */
class OldContactEndsTest extends ServerWithMailbox {
    private static final String INSTANCE = ";+sip.instance=\"<urn:uuid:a>\"";

    private Phone open(String transport) {
        return transport.equals("tcp") ? Phone.tcp(aldis.server) : Phone.udp(aldis.server);
    }

    /** @param parameters of the Contact: none, an instance, or that and a reg-id */
    private static String contact(Phone phone, String parameters) {
        String all = switch (parameters) {
            case "nameless" -> "";
            case "instance" -> INSTANCE;
            default -> INSTANCE + ";reg-id=1";
        };
        return "<sip:bob@" + phone.address() + ";transport=" + phone.transport() + ">" + all;
    }

    private void reaches(Phone phone, Phone old) {
        alice.send(message("c1", "", "hello"));
        takes(phone, "hello");
        alice.hear("SIP/2.0 200");
        old.hearsNothing();
    }

    /** The phone says so from its old socket, as one that closes it, or from its new one. */
    @ParameterizedTest
    @CsvSource({
        "udp, nameless, old",
        "udp, nameless, new",
        "udp, instance, old",
        "udp, instance, new",
        "udp, flow, old",
        "udp, flow, new",
        "tcp, nameless, old",
        "tcp, nameless, new",
        "tcp, instance, old",
        "tcp, instance, new",
        "tcp, flow, old",
        "tcp, flow, new"
    })
    @Tag("3261-10.3-09")
    void unregisteringTheFirstOfTwoContactsLeavesTheSecond(String transport, String parameters, String from) {
        try (Phone old = open(transport);
                Phone fresh = open(transport)) {
            aldis.register(old, "bob", contact(old, parameters));
            aldis.register(fresh, "bob", contact(fresh, parameters));
            aldis.unregister(from.equals("old") ? old : fresh, "bob", contact(old, parameters));
            reaches(fresh, old);
        }
    }

    /** As linphone and baresip do after a change of their address. */
    @ParameterizedTest
    @CsvSource({
        "udp, nameless, first",
        "udp, nameless, last",
        "udp, instance, first",
        "udp, instance, last",
        "udp, flow, first",
        "udp, flow, last",
        "tcp, nameless, first",
        "tcp, nameless, last",
        "tcp, instance, first",
        "tcp, instance, last",
        "tcp, flow, first",
        "tcp, flow, last"
    })
    @Tag("3261-10.3-09")
    void registerWithBothContactsLeavesTheNewOne(String transport, String parameters, String end) {
        try (Phone old = open(transport);
                Phone fresh = open(transport)) {
            aldis.register(old, "bob", contact(old, parameters));
            String ended = contact(old, parameters) + ";expires=0";
            String begun = contact(fresh, parameters) + ";expires=600";
            Function<String, String> both =
                    between -> end.equals("first") ? ended + between + begun : begun + between + ended;
            Heard answer = aldis.register(fresh, "bob", both.apply("\nContact: "));
            assertThat(answer.all("Contact")).singleElement().asString().contains(fresh.address());
            reaches(fresh, old);
        }
    }
}
