package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The four packets of {@code aldis demo} are those of RFC 3428 §10. */
class DemoTest {
    @TempDir
    private Path data;

    /** The packets by their names, as lines without the margin. */
    private static Map<String, String> packets(String output) {
        var packets = new LinkedHashMap<String, String>();
        var heading = Pattern.compile("(?m)^(F[1-4])  \\S.*\\n\\n((?: {3}.*\\n|\\n(?! ?[A-Z]))+)")
                .matcher(output);
        while (heading.find()) packets.put(heading.group(1), heading.group(2).replaceAll("(?m)^ {3}", ""));
        return packets;
    }

    private static String field(String packet, String name) {
        return packet.lines()
                .filter(line -> line.startsWith(name + ": "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void demoShowsTheFourPacketsOfTheRfc() {
        var ended = Shell.in(data).run("demo", "--once");
        assertThat(ended.code()).as(ended.err()).isZero();
        var packets = packets(ended.out());
        assertThat(packets.keySet()).containsExactly("F1", "F2", "F3", "F4");
        var octets = List.copyOf(packets.values());
        assertRequests(octets.get(0), octets.get(1));
        assertAnswers(octets.get(2), octets.get(3));
        assertThat(ended.out())
                .contains("407 ")
                .containsOnlyOnce("Senders of other domains are refused here")
                .containsOnlyOnce("until its configuration says \"foreign.from: all\"")
                .containsPattern("\nDelivered to sip:user2@domain\\.com in \\d+ ms\\.\n$");
        assertThat(ended.err()).isEmpty();
    }

    private static void assertRequests(String f1, String f2) {
        assertThat(f1).startsWith("MESSAGE sip:user2@domain.com SIP/2.0\n").containsOnlyOnce("Via: ");
        assertThat(field(f1, "Via"))
                .startsWith("Via: SIP/2.0/UDP user1pc.domain.com")
                .doesNotContain("received");
        assertThat(f1)
                .contains("Max-Forwards: 70\n", "\n\nWatson, come here.\n")
                .doesNotContain("Contact:");
        assertThat(f2)
                .startsWith("MESSAGE sip:")
                .contains("@user2pc.domain.com:", "Max-Forwards: 69\n", "\n\nWatson, come here.\n");
        assertThat(f2.lines().filter(line -> line.startsWith("Via: ")))
                .hasSize(2)
                .last()
                .asString()
                .contains("user1pc.domain.com", "received=127.0.0.1");
        assertThat(f2).doesNotContain("Authorization");
        for (String same : new String[] {"From", "To", "Call-ID", "CSeq"})
            assertThat(field(f2, same)).isEqualTo(field(f1, same));
    }

    private static void assertAnswers(String f3, String f4) {
        for (String answer : new String[] {f3, f4}) {
            assertThat(answer)
                    .startsWith("SIP/2.0 200 OK\n")
                    .contains("Content-Length: 0\n")
                    .doesNotContain("Contact:");
            assertThat(field(answer, "To")).contains("<sip:user2@domain.com>;tag=");
        }
        assertThat(f3.lines().filter(line -> line.startsWith("Via: "))).hasSize(2);
        assertThat(f4).containsOnlyOnce("Via: ");
        assertThat(field(f4, "Via")).contains("user1pc.domain.com", "received=127.0.0.1");
    }

    @Test
    void demoWithoutOnceKeepsRunningAndShowsHowToSend() {
        try (Job demo = Shell.in(data).start("demo")) {
            demo.await("foreign.from: all");
            demo.await("Delivered to");
            String example = demo.await("./aldis send ");
            var words = Pattern.compile("ALDIS_PASSWORD=(\\S+) .*--server \"(\\S+)\"")
                    .matcher(example);
            assertThat(words.find()).isTrue();
            var sent = Shell.in(data)
                    .set("ALDIS_PASSWORD", words.group(1))
                    .run(
                            "send",
                            "--from",
                            "sip:user1@domain.com",
                            "--to",
                            "sip:user2@domain.com",
                            "--server",
                            words.group(2),
                            "Lamp lit.");
            assertThat(sent.code()).as(sent.err()).isZero();
            demo.await("sip:user1@domain.com: Lamp lit.");
        }
    }
}
