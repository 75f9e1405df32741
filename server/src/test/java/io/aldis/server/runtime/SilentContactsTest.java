package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailStores;
import io.aldis.server.ServerSettings;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contact that is replaced when an address has its maximum of contacts: four here. */
class SilentContactsTest {
    private TestServer aldis;
    private Phone alice;
    private int sent;

    @BeforeEach
    void open() {
        open(true);
    }

    /** @param mailbox whether there are mailboxes (mailbox.enabled) */
    private void open(boolean mailbox) {
        var settings = TestServer.TRUSTING
                .with(ServerSettings::registration)
                .of(ServerSettings.Registration.DEFAULT
                        .with(ServerSettings.Registration::usual)
                        .of(Duration.ofSeconds(1800))
                        .with(ServerSettings.Registration::contacts)
                        .of(4));
        var mail = new MemoryMail();
        aldis = mailbox
                ? TestServer.keeping(settings, new MemoryStore(), new MailStores(mail, mail))
                : TestServer.quick(settings);
        alice = Phone.udp(aldis.server);
    }

    @AfterEach
    void close() {
        alice.close();
        aldis.close();
    }

    /** Another phone each: nothing but the account is the same. */
    private Heard registers(Phone phone, String name) {
        phone.send(Say.register("<sip:" + name + "@{me}>")
                .replace("z9hG4bKM1", "z9hG4bKM" + ++sent)
                .replaceFirst("Call-ID: ", "Call-ID: " + name)
                .replace("Max-Forwards", "User-Agent: " + name + "\nMax-Forwards"));
        return phone.hear();
    }

    private Phone registered(String name) {
        Phone phone = Phone.udp(aldis.server);
        assertThat(registers(phone, name).code()).isEqualTo(200);
        return phone;
    }

    private static boolean lists(Heard answer, String name) {
        return answer.all("Contact").stream().anyMatch(each -> each.contains("sip:" + name + "@"));
    }

    /** The one that is oldest of all answers, and stays. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oldestSilentContactGivesWayToAnotherPhone(boolean mailbox) {
        if (!mailbox) {
            close();
            open(false);
        }
        try (Phone there = registered("there");
                Phone first = registered("first");
                Phone second = registered("second");
                Phone third = registered("third");
                Phone next = Phone.udp(aldis.server)) {
            assertThat(registers(next, "next").startLine()).isEqualTo("SIP/2.0 403 Forbidden: at most 4 contacts");
            alice.send(Say.message("sip:bob@example.com"));
            there.answer(there.hear("MESSAGE"), "200 OK");
            for (Phone silent : new Phone[] {first, second, third}) silent.hear("MESSAGE");
            alice.hear("SIP/2.0 200");
            aldis.settles();

            Heard answer = registers(next, "next");
            assertThat(answer.code()).as(answer.text()).isEqualTo(200);
            assertThat(lists(answer, "first")).isFalse();
            for (String stays : new String[] {"there", "second", "third", "next"})
                assertThat(lists(answer, stays)).as(stays).isTrue();

            assertThat(registers(third, "third").code()).as("it is there again").isEqualTo(200);
            answer = registers(next, "more");
            assertThat(lists(answer, "second")).isFalse();
            assertThat(lists(answer, "third")).isTrue();
            assertThat(registers(next, "toomany").code()).isEqualTo(403);
        }
    }
}
