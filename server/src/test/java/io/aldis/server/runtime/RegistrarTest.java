package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.server.ServerSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to the registrar and its responses (RFC 3261 §10.3, PHONES 4 and 11 to 15). */
class RegistrarTest {
    private TestServer aldis;
    private Phone phone;
    private int sent;

    @BeforeEach
    void open() {
        aldis = TestServer.open(TestServer.TRUSTING
                .with(ServerSettings::registration)
                .of(ServerSettings.Registration.DEFAULT
                        .with(ServerSettings.Registration::usual)
                        .of(Duration.ofSeconds(1800))
                        .with(ServerSettings.Registration::contacts)
                        .of(3)));
        phone = Phone.udp(aldis.server);
    }

    @AfterEach
    void close() {
        phone.close();
        aldis.close();
    }

    /** A REGISTER for bob with these further lines, of its own branch. */
    private Heard say(String lines) {
        return say(lines, ++sent);
    }

    private Heard say(String lines, int cseq) {
        return tell(Say.register("x")
                .replace("Contact: x\n", lines.isEmpty() ? "" : lines + "\n")
                .replace("CSeq: 1", "CSeq: " + cseq));
    }

    private Heard tell(String request) {
        phone.send(request.replace("z9hG4bKM1", "z9hG4bKM1" + ++sent));
        return phone.hear();
    }

    private List<String> registered(String lines) {
        Heard answer = say(lines);
        assertThat(answer.code()).as(answer.text()).isEqualTo(200);
        return answer.all("Contact");
    }

    private List<String> bindings() {
        return registered("");
    }

    @Test
    @Tag("3261-10.3-13")
    @Tag("3261-10.3-09")
    void contactIsAddedRefreshedAndRemoved() {
        assertThat(bindings()).isEmpty();
        assertThat(registered("Contact: <sip:bob@{me}>;expires=60")).containsExactly(mine("<sip:bob@{me}>;expires=60"));
        assertThat(registered("Contact: <sip:bob@{me}>;expires=90")).containsExactly(mine("<sip:bob@{me}>;expires=90"));
        assertThat(registered("Contact: <sip:bob@{me}>;expires=0")).isEmpty();
        assertThat(bindings()).isEmpty();
    }

    private String mine(String text) {
        return phone.wire(text);
    }

    @Test
    @Tag("3261-10.3-13")
    void responseToARegisterHasDateAndNoMoreThanItNeeds() {
        Heard answer = say("Contact: <sip:bob@{me}>");
        assertThat(answer.header("Date")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        assertThat(answer.header("To")).contains(";tag=");
        assertThat(answer.header("Content-Length")).isEqualTo("0");
    }

    /** PHONES 13: as parameter, as header, both, or not at all; what is no number is an hour. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Contact: <sip:bob@1.2.3.4>;expires=111                 | 111",
                "Expires: 222/Contact: <sip:bob@1.2.3.4>               | 222",
                "Expires: 222/Contact: <sip:bob@1.2.3.4>;expires=111   | 111",
                "Contact: <sip:bob@1.2.3.4>                             | 1800",
                "Contact: <sip:bob@1.2.3.4>;expires=abc                 | 3600",
                "Contact: <sip:bob@1.2.3.4>;expires=\"90\"                | 3600",
                "Contact: <sip:bob@1.2.3.4>;EXPIRES=90                  | 90",
                "Contact: <sip:bob@1.2.3.4>;expires=99999               | 7200",
                "Contact: <sip:bob@1.2.3.4>;expires=4294967295          | 7200",
                "Expires: 99999999999/Contact: <sip:bob@1.2.3.4>       | 3600"
            })
    @Tag("3261-10.3-09")
    @Tag("3261-10.2.1.1-01")
    @Tag("3261-10.3-10")
    void expiryIsThatOfTheContactThenOfTheHeaderThenTheDefault(String lines, int granted) {
        assertThat(registered(lines.replace('/', '\n'))).containsExactly("<sip:bob@1.2.3.4>;expires=" + granted);
    }

    @Test
    @Tag("3261-10.3-10")
    void tooShortExpiryGets423WithMinExpires() {
        Heard refusal = say("Contact: <sip:bob@{me}>;expires=59");
        assertThat(refusal.startLine()).isEqualTo("SIP/2.0 423 Interval Too Brief");
        assertThat(refusal.header("Min-Expires")).isEqualTo("60");
        assertThat(bindings()).isEmpty();
    }

    @Test
    @Tag("3261-10.3-10")
    void expiryOfAnHourIsNeverTooShort() {
        close();
        aldis = TestServer.open(TestServer.TRUSTING
                .with(ServerSettings::registration)
                .of(ServerSettings.Registration.DEFAULT
                        .with(ServerSettings.Registration::longest)
                        .of(Duration.ofSeconds(9000))
                        .with(ServerSettings.Registration::usual)
                        .of(Duration.ofSeconds(8000))
                        .with(ServerSettings.Registration::shortest)
                        .of(Duration.ofSeconds(7200))
                        .with(ServerSettings.Registration::contacts)
                        .of(3)));
        phone = Phone.udp(aldis.server);
        assertThat(say("Contact: <sip:bob@{me}>;expires=3600").code()).isEqualTo(200);
        assertThat(say("Contact: <sip:bob@{me}>;expires=3599").code()).isEqualTo(423);
    }

    @Test
    @Tag("3261-10.3-08")
    void starContactRemovesAllBindings() {
        registered("Contact: <sip:a@{me}>, <sip:b@{me}>");
        assertThat(registered("Contact: *\nExpires: 0")).isEmpty();
        assertThat(bindings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Contact: *",
                "Contact: *\nExpires: 60",
                "Contact: *\nContact: <sip:b@1.2.3.4>\nExpires: 0",
                "Contact: <sip:b@1.2.3.4>, *\nExpires: 0",
                "Contact: tel:+15551234",
                "Contact: <sip:b@1.2.3.4",
                "Contact: nonsense",
                "Contact: <sip:b@1.2.3.4>\nPath: nonsense",
                "Contact: <sip:b@1.2.3.4>;q=5",
                "Contact: <sip:b@1.2.3.4>;q=1.1",
                "Contact: <sip:b@1.2.3.4>;q=-0.5",
                "Contact: <sip:b@1.2.3.4>;q=high",
                "Contact: <sip:b@1.2.3.4>;q",
                "Contact: <sip:b@1.2.3.4>;q=",
                "Contact: <sip:b@1.2.3.4>;q=0,5",
                "Contact: <sip:b@1.2.3.4>;Q=2;expires=0",
                "Contact: <sip:b@1.2.3.4>\nContact: <mailto:b@example.com>;q=5",
                "Contact: <mailto:b@example.com>, <tel:+15551234>"
            })
    @Tag("3261-10.3-08")
    void invalidContactGets400AndChangesNothing(String lines) {
        List<String> before = registered("Contact: <sip:a@{me}>;expires=600");
        assertThat(say(lines).code()).isEqualTo(400);
        assertThat(bindings()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "0.5", "0.", "1.000", ".5", "0.3333333", "1."})
    void validQValueIsKept(String q) {
        assertThat(registered("Contact: <sip:b@1.2.3.4>;q=" + q + ";expires=600"))
                .containsExactly("<sip:b@1.2.3.4>;q=" + q + ";expires=600");
    }

    /** RFC 3261 §10.2.1 lets a phone register them; nothing can be sent there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Contact: <mailto:b@example.com>\nContact: <sip:b@{me}>;expires=600",
                "Contact: <sip:b@{me}>;expires=600, <mailto:b@example.com>;expires=1",
                "Contact: <tel:+15551234>;q=0.1, <sip:b@{me}>;expires=600, <https://example.com/b>;q=0.2",
                "Contact: <sip:b@{me}>;+sip.instance=\"<urn:uuid:1>\";reg-id=1;expires=600\nContact: mailto:b@example.com"
            })
    void contactsOfOtherSchemesAreIgnoredBesideASipOne(String lines) {
        assertThat(registered(lines)).singleElement().asString().startsWith(mine("<sip:b@{me}>"));
        assertThat(bindings()).hasSize(1);
    }

    @Test
    @Tag("3261-10.3-12")
    void contactsOfARequestAreChangedTogetherOrNotAtAll() {
        assertThat(
                        registered(
                                "Contact: <sip:a@{me}>;expires=60, \"B, of course\" <sip:b@{me}>;q=0.5;expires=70\nm: sip:c@{me}"))
                .containsExactly(
                        mine("<sip:a@{me}>;expires=60"),
                        mine("<sip:b@{me}>;q=0.5;expires=70"),
                        mine("<sip:c@{me}>;expires=1800"));
        assertThat(say("Contact: <sip:a@{me}>;expires=0, <sip:d@{me}>;expires=1")
                        .code())
                .isEqualTo(423);
        assertThat(bindings()).hasSize(3);
    }

    @Test
    void numberOfContactsIsLimited() {
        registered("Contact: <sip:a@{me}>, <sip:b@{me}>, <sip:c@{me}>");
        assertThat(say("Contact: <sip:d@{me}>").startLine()).isEqualTo("SIP/2.0 403 Forbidden: at most 3 contacts");
        assertThat(registered("Contact: <sip:a@{me}>;expires=0, <sip:d@{me}>")).hasSize(3);
    }

    /** Registers over a connection of its own, with a Call-ID of its own. */
    private Heard comesBack(Phone tcp, String user) {
        tcp.send(Say.register("<sip:" + user + "@{me};transport=tcp>")
                .replace("z9hG4bKM1", "z9hG4bKM1" + ++sent)
                .replaceFirst("Call-ID: ", "Call-ID: " + sent));
        return tcp.hear();
    }

    /** Its contacts are those of a phone that was there before, which is noticed in a moment. */
    @Test
    void staleConnectionsOfAReturningPhoneMakeRoom() {
        registered("Contact: <sip:desk@{me}>");
        for (int i = 0; i < 6; i++) {
            try (Phone tcp = Phone.tcp(aldis.server)) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> comesBack(tcp, "lamp").code() == 200);
                assertThat(bindings())
                        .hasSizeLessThanOrEqualTo(3)
                        .anyMatch(each -> each.contains("sip:desk@"))
                        .anyMatch(each -> each.contains(tcp.address()));
            }
        }
    }

    @Test
    void openConnectionsAndThoseOfOtherDevicesMakeNoRoom() {
        Phone one = Phone.tcp(aldis.server);
        try (Phone two = Phone.tcp(aldis.server);
                Phone three = Phone.tcp(aldis.server);
                Phone four = Phone.tcp(aldis.server)) {
            for (Phone each : List.of(one, two, four)) comesBack(each, "lamp");
            assertThat(comesBack(three, "lamp").code()).isEqualTo(403);
            one.close();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> comesBack(three, "lamp").code() == 200);
            assertThat(bindings()).hasSize(3).noneMatch(each -> each.contains(one.address()));
        }
    }

    @Test
    void registersFromNewPortsReplaceTheOldestContacts() {
        for (int i = 0; i < 12; i++) {
            try (Phone started = Phone.udp(aldis.server)) {
                assertThat(comesBack(started, "desk").code()).isEqualTo(200);
                assertThat(bindings()).hasSizeLessThanOrEqualTo(3).anyMatch(each -> each.contains(started.address()));
            }
        }
    }

    /** RFC 3261 §10.3 step 7 compares by URI: what ends is the old contact and not the device. */
    @ParameterizedTest
    @ValueSource(strings = {"", ";reg-id=1"})
    @Tag("3261-10.3-09")
    void unregisteringAnOldContactLeavesTheNewOneOfTheDevice(String flow) {
        String device = ";+sip.instance=\"<urn:uuid:1>\"" + flow;
        String fresh = "<sip:new@{me}>" + device;
        String old = "<sip:old@{me}>" + device + ";expires=0";
        registered("Contact: <sip:old@{me}>" + device);
        assertThat(registered("Contact: " + fresh + "\nContact: " + old))
                .singleElement()
                .asString()
                .contains("sip:new@");
        assertThat(registered("Contact: " + old)).singleElement().asString().contains("sip:new@");
        registered("Contact: <sip:old@{me}>" + device);
        assertThat(registered("Contact: " + old + "\nContact: " + fresh))
                .singleElement()
                .asString()
                .contains("sip:new@");
        assertThat(registered("Contact: <sip:new@{me}>" + device + ";expires=0"))
                .isEmpty();
    }

    /** PHONES 4: an equal number is a phone that starts again after a crash. */
    @Test
    @Tag("3261-10.3-11")
    @Tag("3261-10.3-08")
    void overtakenRegisterGets500() {
        assertThat(say("Contact: <sip:a@{me}>;expires=60", 100).code()).isEqualTo(200);
        assertThat(say("Contact: <sip:a@{me}>;expires=70", 100).code()).isEqualTo(200);
        assertThat(say("Contact: <sip:a@{me}>;expires=80", 99).code()).isEqualTo(500);
        assertThat(say("Contact: <sip:a@{me}>;expires=0", 99).code()).isEqualTo(500);
        assertThat(say("Contact: *\nExpires: 0", 99).code()).isEqualTo(500);
        assertThat(say("Contact: <sip:b@{me}>;expires=60", 99).code()).isEqualTo(200);
        assertThat(say("", 101).all("Contact"))
                .containsExactly(mine("<sip:a@{me}>;expires=70"), mine("<sip:b@{me}>;expires=60"));
        assertThat(tell(Say.register("<sip:a@{me}>;expires=0").replace("Call-ID: reg", "Call-ID: other"))
                        .code())
                .isEqualTo(200);
        assertThat(bindings()).hasSize(1);
    }

    /** PHONES 14 and 15: phones look for their own contact, byte for byte. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sip:bob@1.2.3.4:5062;x=y                              | <sip:bob@1.2.3.4:5062>;x=y",
                "<SIP:Bob-0x55%41@Host.Example:5062;transport=TCP;ob>    | <SIP:Bob-0x55%41@Host.Example:5062;transport=TCP;ob>",
                "<sip:bob@1.2.3.4>;q=0.5;methods=\"MESSAGE, SUBSCRIBE\"  | <sip:bob@1.2.3.4>;q=0.5;methods=\"MESSAGE, SUBSCRIBE\"",
                "<sip:x@y.invalid;transport=ws>;+sip.ice;reg-id=1      | <sip:x@y.invalid;transport=ws>;+sip.ice;reg-id=1",
                "<sip:bob@[2001:db8::1]:5062>                          | <sip:bob@[2001:db8::1]:5062>",
                "<sip:1.2.3.4>                                         | <sip:1.2.3.4>"
            })
    @Tag("3261-10.3-13")
    void contactIsListedAsWritten(String contact, String listed) {
        assertThat(registered("Contact: " + contact + "\nExpires: 60")).containsExactly(listed + ";expires=60");
        assertThat(registered("Contact: " + contact + "\nExpires: 0")).isEmpty();
    }

    @Test
    @Tag("3261-10.3-11")
    void equivalentContactIsTheSameBinding() {
        registered("Contact: <sip:bob@HOST.example;transport=udp;x=1>;expires=600");
        assertThat(registered("Contact: <sip:%62ob@host.EXAMPLE;y=2;TRANSPORT=udp>;expires=600"))
                .containsExactly("<sip:%62ob@host.EXAMPLE;y=2;TRANSPORT=udp>;expires=600");
    }

    @Test
    void newContactOfTheSameInstanceReplacesTheOldOne() {
        registered("Contact: <sip:a@{me}>;+sip.instance=\"<urn:uuid:1>\";reg-id=1;expires=600");
        registered("Contact: <sip:b@{me}>;+sip.instance=\"<urn:uuid:2>\";reg-id=1;expires=600");
        assertThat(registered("Contact: <sip:c@{me}>;+sip.instance=\"<URN:UUID:1>\";reg-id=1;expires=600"))
                .containsExactly(
                        mine("<sip:b@{me}>;+sip.instance=\"<urn:uuid:2>\";reg-id=1;expires=600"),
                        mine("<sip:c@{me}>;+sip.instance=\"<URN:UUID:1>\";reg-id=1;expires=600"));
    }

    /** PHONES 11. */
    @ParameterizedTest
    @CsvSource({
        "sip:example.com;transport=udp, sip:bob@example.com",
        "sip:127.0.0.1:5060, sip:bob@example.com",
        "sip:127.0.0.1, sip:bob@127.0.0.1",
        "sip:127.0.0.1:1506, sip:bob@127.0.0.1:1506",
        "sip:34020000002000000001@example.com, sip:bob@example.com",
        "sip:{server}, sip:%62ob@EXAMPLE.COM;user=phone"
    })
    @Tag("3261-10.3-07")
    void registrarAcceptsEachOfItsNames(String uri, String to) {
        Heard answer = tell(Say.register("<sip:bob@{me}>")
                .replace("REGISTER sip:example.com", "REGISTER " + uri)
                .replace("To: <sip:bob@example.com>", "To: " + (to.contains(";") ? "<" + to + ">" : to)));
        assertThat(answer.code()).as(answer.text()).isEqualTo(200);
        assertThat(bindings()).hasSize(1);
    }

    @Test
    @Tag("3261-16.3-04")
    void maxForwardsZeroDoesNotStopARegister() {
        assertThat(tell(Say.register("<sip:bob@{me}>").replace("Forwards: 70", "Forwards: 0"))
                        .code())
                .isEqualTo(200);
    }

    @Test
    @Tag("3261-10.3-03")
    void registerForAnotherDomainIsRefused() {
        assertThat(tell(Say.register("<sip:bob@{me}>").replace("REGISTER sip:example.com", "REGISTER sip:evil.example"))
                        .code())
                .isEqualTo(403);
        assertThat(tell(Say.register("<sip:bob@{me}>")
                                .replace("To: <sip:bob@example.com>", "To: <sip:bob@evil.example>"))
                        .code())
                .isEqualTo(404);
        assertThat(tell(Say.register("<sip:bob@{me}>").replace("To: <sip:bob@example.com>", "To: <sip:example.com>"))
                        .code())
                .isEqualTo(400);
    }

    @Test
    @Tag("3261-10.3-04")
    void unknownRequiredExtensionGets420() {
        Heard refusal = say("Require: path, foo, gruu, outbound, bar\nContact: <sip:bob@{me}>");
        assertThat(refusal.startLine()).isEqualTo("SIP/2.0 420 Bad Extension");
        assertThat(refusal.header("Unsupported")).isEqualTo("foo, bar");
        assertThat(bindings()).isEmpty();
        assertThat(say("Require: path\nSupported: outbound, gruu\nContact: <sip:bob@{me}>")
                        .code())
                .isEqualTo(200);
    }

    @Test
    @Tag("3327-5.3-01")
    @Tag("3327-5.2-03")
    void pathIsRepeatedInTheResponse() {
        Heard answer =
                say("Supported: path\nPath: <sip:p1;lr>, <sip:p2;lr>\nPath: <sip:p3;lr>\nContact: <sip:bob@{me}>");
        assertThat(answer.all("Path")).containsExactly("<sip:p1;lr>, <sip:p2;lr>", "<sip:p3;lr>");
    }

    @Test
    @Tag("3261-10.3-07")
    void registerWithoutAccountIsRefusedUnlessRegistrationIsOpen() {
        assertThat(tell(Say.register("<sip:carol@{me}>").replace("To: <sip:bob", "To: <sip:carol"))
                        .code())
                .isEqualTo(200);
        close();
        aldis = TestServer.open(TestServer.SETTINGS.with(ServerSettings::trust).by(it -> it.in(address -> true)));
        phone = Phone.udp(aldis.server);
        assertThat(tell(Say.register("<sip:carol@{me}>").replace("To: <sip:bob", "To: <sip:carol"))
                        .code())
                .isEqualTo(404);
    }

    @Test
    @Tag("3261-10.2-04")
    void recordRouteOfARegisterIsIgnored() {
        Heard answer = say("Record-Route: <sip:p1;lr>\nContact: <sip:bob@{me}>");
        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.has("Record-Route")).isFalse();
        phone.send(Say.message("sip:bob@example.com"));
        Heard message = phone.hear("MESSAGE");
        assertThat(message.has("Route")).isFalse();
        phone.answer(message, "200 OK");
        phone.hear("SIP/2.0 200");
    }

    /** All at once, nobody waits for an answer: odd ones set a contact, even ones remove the one before. */
    @Test
    @Tag("3261-10.3-02")
    void registersAreProcessedInOrder() {
        for (int cseq = 1; cseq <= 100; cseq++)
            phone.send(Say.register("<sip:bob@{me};n=" + cseq / 3 + ">;expires=" + (cseq % 3 == 2 ? 0 : 600))
                    .replace("CSeq: 1", "CSeq: " + cseq)
                    .replace("z9hG4bKM1", "z9hG4bKo" + cseq));
        Heard last = phone.hear();
        while (!last.header("CSeq").equals("100 REGISTER")) last = phone.hear();
        assertThat(last.code()).isEqualTo(200);
        assertThat(last.header("Contact")).startsWith(phone.wire("<sip:bob@{me};n=33>"));
    }

    @Test
    void repeatedRegisterGetsTheSameResponse() {
        String register = Say.register("<sip:bob@{me}>");
        phone.send(register);
        phone.hear("SIP/2.0 200");
        phone.send(register);
        phone.hearAgain();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Contact: <sip:bob@{me}>;expires=1                          | 423",
                "Contact: *                                                 | 400",
                "Contact: sip:                                              | 400",
                "Contact: <sip:bob@{me}>;+sip.instance=\"<urn:x:1>\";reg-id=0 | 400",
                "Require: foo                                               | 420",
                "Max-Forwards: 1                                            | 400"
            })
    @Tag("3261-10.3-01")
    void faultyRegisterIsNeverAnswered6xx(String lines, int code) {
        assertThat(say(lines).code()).isEqualTo(code).isLessThan(600);
    }
}
