package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.read.ListAppender;
import io.aldis.server.Device;
import io.aldis.server.MailboxEntry;
import io.aldis.server.PendingDelivery;
import io.aldis.server.Quota;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.server.runtime.MailboxLog;
import io.aldis.sip.Aor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Log lines about mailboxes. */
class MailboxLogTest {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final Device PHONE = new Device(BOB, "<urn:uuid:a>");
    private static final Instant LATER = Instant.parse("2026-11-23T09:00:00Z");

    private final Logger logger = (Logger) LoggerFactory.getLogger(MailboxLog.class);
    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();
    private Instant now = Instant.EPOCH;
    private final MailboxLog log = new MailboxLog(Quota.DEFAULT, () -> now);

    @BeforeEach
    void listen() {
        heard.start();
        logger.addAppender(heard);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(heard);
        logger.setLevel(null);
    }

    private static StoredMessage from(String sender) {
        return new StoredMessage(BOB, sender, StoredMessage.Kind.TEXT, Instant.EPOCH, LATER, 1, new byte[300]);
    }

    private List<String> lines() {
        return heard.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Test
    void fullMailboxIsLoggedOnceAMinuteWithItsLimitAndSetting() {
        for (int i = 0; i < 1000; i++) log.mailboxFull(from("sip:x@example.net"), StoreResult.Bound.SENDER);
        assertThat(lines())
                .containsExactly("WARN refused with 480, since the mailbox is full: account=sip:bob@example.com"
                        + " sender=sip:x@example.net kind=text octets=300 expires=2026-11-23T09:00:00Z: it may"
                        + " hold 200 messages of one sender (mailbox.messages-per-sender); to see what it"
                        + " holds: aldis mailbox list sip:bob@example.com");
        now = now.plusSeconds(60);
        log.mailboxFull(from("sip:x@example.net"), StoreResult.Bound.MESSAGES);
        assertThat(lines().get(1)).contains("1000 messages (mailbox.messages)").contains("(and 999 like it before)");
    }

    @Test
    void undeliveredMessagesAreLogged() {
        var held = new PendingDelivery(7, from("sip:x@example.net"), 0, 0);
        log.expired(new MailboxEntry(
                7, held.message(), false, false, List.of(new MailboxEntry.Waiting(PHONE.id(), 3, Instant.EPOCH))));
        log.deliveryAnswered(PHONE, held, 415);
        log.deliveryPostponed(PHONE, held, 486, LATER);
        assertThat(lines())
                .containsExactly(
                        "INFO expired: message=7 " + held.message() + ": devices that did not get it: 1",
                        "INFO refused by the device, not tried again: message=7 account=sip:bob@example.com device=<urn:uuid:a> code=415",
                        "INFO not taken, tried again: message=7 account=sip:bob@example.com device=<urn:uuid:a> code=486 at="
                                + LATER);
    }

    @Test
    void ordinaryDeliveriesAreNotLogged() {
        var held = new PendingDelivery(7, from("sip:x@example.net"), 0, 0);
        log.stored(7, held.message(), Set.of());
        log.deliveryAnswered(PHONE, held, 200);
        for (int code : new int[] {0, 408, 480, 503}) log.deliveryPostponed(PHONE, held, code, LATER);
        assertThat(lines()).isEmpty();
    }

    @Test
    void lineEndInAnAddressAddsNoLogLine() {
        String forged = "sip:x@example.net\r\n09:00 WARN all is well\u2028\u202Ex\u001B[2J";
        log.mailboxFull(from(forged), StoreResult.Bound.BYTES);
        log.deliveryPostponed(new Device(BOB, forged), new PendingDelivery(7, from(forged), 0, 0), 500, LATER);
        assertThat(String.join("", lines()))
                .contains("\\u000D\\u000A09:00")
                .doesNotContainPattern("[\\p{Cc}\\p{Zl}\\p{Cf}]");
    }

    @Test
    void lineEndInALogMessageIsReplaced() {
        var context = new LoggerContext();
        var output = new LogToStandardError();
        output.setContext(context);
        output.configure(context);
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var appender = (OutputStreamAppender<ILoggingEvent>)
                root.iteratorForAppenders().next();
        var event = new LoggingEvent("", root, Level.WARN, "one {}", null, new Object[] {"and\r\ntwo\u001B[2J {x}"});
        String line = new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
        assertThat(line).endsWith("WARN  ROOT: one and??two?[2J {x}\n");
    }
}
