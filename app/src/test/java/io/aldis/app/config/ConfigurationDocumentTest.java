package io.aldis.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/configuration.md and the records say the same. */
class ConfigurationDocumentTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9.-]+)` \\| (.+?) \\|");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");

    private final String document = document();

    private static String document() {
        try {
            return Files.readString(Path.of("..", "docs", "configuration.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyKeyIsExplainedInItsOrderAndNoOther() {
        List<String> explained =
                ROW.matcher(document).results().map(row -> row.group(1)).toList();
        assertThat(explained).isEqualTo(ConfigurationKeys.all());
    }

    @Test
    void theDefaultsAreThoseOfTheRecords() {
        var usual = Configuration.usual(Path.of("~/.local/share/aldis"));
        var defaults = ROW.matcher(document).results().map(row -> row.group(2)).toList();
        assertThat(defaults)
                .containsExactly(
                        "`" + usual.data() + "`",
                        "`" + usual.store() + "`",
                        "none",
                        "none: at least one is needed",
                        "`udp:127.0.0.1:5060`, `tcp:127.0.0.1:5060`",
                        "none: a self-signed one",
                        "none",
                        "none",
                        "those of the Java runtime",
                        "`optional` where there are neighbours, else `none`",
                        "none",
                        "`" + usual.websocket().origins().getFirst() + "`",
                        "`" + usual.websocket().ping().toSeconds() + "s`",
                        "the address of the listener",
                        "those of the system",
                        "none",
                        "`" + usual.openRegistration() + "`",
                        "`" + usual.digestAlgorithms().getFirst().token() + "`",
                        "none",
                        "`" + usual.followRedirections() + "`",
                        "`" + usual.unwrapCpim() + "`",
                        "`" + usual.unwrapReceiptRequests() + "`",
                        "`" + usual.serverHeader() + "`",
                        "`" + usual.patience().toSeconds() + "s`",
                        "`" + usual.timers().t1().toMillis() + "ms`",
                        "`" + usual.timers().t2().toSeconds() + "s`",
                        "`" + usual.timers().t4().toSeconds() + "s`",
                        "`" + usual.timers().c().toMinutes() + "m`",
                        "`" + usual.foreign().to().getFirst() + "`",
                        "`" + usual.foreign().from().getFirst() + "`",
                        "none: 416",
                        "`" + usual.foreign().attempts() + "`",
                        "`" + usual.foreign().hideUsers() + "`",
                        "`" + usual.registration().shortest().toMinutes() + "m`",
                        "`" + usual.registration().longest().toHours() + "h`",
                        "`" + usual.registration().usual().toHours() + "h`",
                        "`" + usual.registration().contacts() + "`",
                        "`" + usual.registration().flowTimer().toMinutes() + "m`",
                        "`" + usual.registration().anyHost().getFirst() + "`",
                        "`" + usual.mailbox().enabled() + "`",
                        "`" + usual.mailbox().lifetime().toDays() + "d" + "`",
                        "`" + usual.mailbox().longest().toDays() + "d" + "`",
                        "`" + usual.mailbox().receiptLifetime().toDays() + "d" + "`",
                        "`" + usual.mailbox().deviceWindow().toDays() + "d" + "`",
                        "`" + usual.mailbox().devices() + "`",
                        "`" + usual.mailbox().messages() + "`",
                        "`" + usual.mailbox().size() + "`",
                        "`" + usual.mailbox().messagesPerSender() + "`",
                        "`" + usual.mailbox().receipts() + "`",
                        "`" + usual.mailbox().acceptFirst().getFirst() + "`",
                        "`" + usual.mailbox().deliveries() + "`",
                        "`" + usual.mailbox().retry().toSeconds() + "s" + "`",
                        "`" + usual.mailbox().slowestRetry().toHours() + "h" + "`",
                        "`" + usual.trail().enabled() + "`",
                        "`" + usual.trail().keep().toDays() + "d" + "`",
                        "`" + usual.trail().messages() + "`",
                        "`" + usual.trail().rate() + "`",
                        "`" + usual.trail().mailboxRate() + "`",
                        "`" + usual.guesses().perAccount() + "`",
                        "`" + usual.guesses().perAddress() + "`",
                        "`" + usual.guesses().forgotten().toMinutes() + "m`",
                        "none",
                        "this machine, links and private networks",
                        "none: all messages are accepted",
                        "none: 603",
                        "`" + usual.shutdown().toSeconds() + "s`",
                        "`" + usual.limits().message() + "`",
                        "`" + usual.limits().connections() + "`",
                        "`" + usual.limits().connectionsPerAddress() + "`",
                        "`" + usual.limits().silent().toSeconds() + "s`",
                        "`" + usual.limits().partial().toSeconds() + "s`",
                        "`" + usual.limits().idle().toHours() + "h`",
                        "`" + usual.limits().held() + "`",
                        "`" + usual.limits().messages() + "`",
                        "`" + usual.limits().messagesPerAddress() + "`",
                        "`" + usual.limits().messagesPerConnection() + "`",
                        "`" + usual.limits().messagesPerAccount() + "`",
                        "`" + usual.limits().messagesPerTrustedAddress() + "`",
                        "`" + usual.limits().burst().toMinutes() + "m`",
                        "`" + usual.limits().delay().toMillis() + "ms`",
                        "`" + usual.limits().retryAfter().toSeconds() + "s`",
                        "`" + usual.logLevel() + "`");
        assertThat(usual.listen()).hasToString("[udp:127.0.0.1:5060, tcp:127.0.0.1:5060]");
    }

    @Test
    void theExampleCanBeRead(@TempDir Path folder) throws IOException {
        var example = EXAMPLE.matcher(document);
        assertThat(example.find()).isTrue();
        Path file = Files.writeString(folder.resolve("aldis.yaml"), example.group(1));
        var read = new Sources().file(file).over(Configuration.usual(folder));
        assertThat(read.domains()).isNotEmpty();
    }
}
