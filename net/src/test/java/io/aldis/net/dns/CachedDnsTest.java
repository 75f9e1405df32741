package io.aldis.net.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aldis.sip.locate.Dns;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CachedDnsTest {
    private static final Dns.Srv SRV = new Dns.Srv(1, 1, 5060, "a.example.com");

    private Instant now = Instant.EPOCH;
    private final AtomicInteger asked = new AtomicInteger();
    private Supplier<Dns.Answer<Dns.Srv>> says = () -> records(60);
    private final CachedDns dns = new CachedDns(new Behind(), () -> now);

    private static Dns.Answer<Dns.Srv> records(long seconds) {
        return new Dns.Answer.Records<>(List.of(SRV), Duration.ofSeconds(seconds));
    }

    private final class Behind implements Dns {
        @Override
        public Answer<Naptr> naptr(String name) {
            return new Answer.Nothing<>(Duration.ofSeconds(60));
        }

        @Override
        public Answer<Srv> srv(String name) {
            asked.incrementAndGet();
            return says.get();
        }

        @Override
        public Answer<InetAddress> addresses(String name) {
            return new Answer.Nothing<>(Duration.ofSeconds(60));
        }

        @Override
        public Answer<String> alias(String name) {
            return new Answer.Nothing<>(Duration.ofSeconds(60));
        }
    }

    private void ask(int times) {
        for (int i = 0; i < times; i++) dns.srv("_sip._udp.example.com");
    }

    @Test
    void interruptedQueryIsNotCached() {
        says = () -> {
            Thread.currentThread().interrupt();
            return new Dns.Answer.Failed<>("interrupted");
        };
        ask(1);
        assertThat(Thread.interrupted()).isTrue();
        says = () -> records(60);
        assertThat(dns.srv("_sip._udp.example.com")).isEqualTo(records(60));
        assertThat(asked).hasValue(2);
    }

    @Test
    void waitersOfAnInterruptedQueryAskAgain() throws InterruptedException {
        var underWay = new CountDownLatch(1);
        says = () -> {
            if (asked.get() > 1) return records(60);
            underWay.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Dns.Answer.Failed<>("interrupted");
        };
        Thread first = Thread.ofVirtual().start(() -> ask(1));
        underWay.await();
        var answers = new ArrayList<Dns.Answer<Dns.Srv>>();
        Thread second = Thread.ofPlatform().start(() -> answers.add(dns.srv("_sip._udp.example.com")));
        await().until(() -> second.getState() == Thread.State.WAITING);
        first.interrupt();
        second.join();
        assertThat(answers).containsExactly(records(60));
    }

    @Test
    @Tag("3403-3-01")
    void recordIsCachedForItsTtl() {
        ask(3);
        assertThat(asked).hasValue(1);
        now = now.plusSeconds(59);
        ask(1);
        assertThat(asked).hasValue(1);
        now = now.plusSeconds(1);
        ask(1);
        assertThat(asked).hasValue(2);
    }

    @Test
    @Tag("2782-Format-03")
    void queryNamesAreCaseInsensitive() {
        dns.srv("_SIP._udp.Example.com");
        dns.srv("_sip._UDP.example.COM");
        assertThat(asked).hasValue(1);
    }

    @Test
    void recordWithTtlZeroIsNotCached() {
        says = () -> records(0);
        ask(2);
        assertThat(asked).hasValue(2);
    }

    @Test
    void recordIsCachedForAnHourAtMost() {
        says = () -> records(604_800);
        ask(1);
        now = now.plus(DnsCache.LONGEST);
        ask(1);
        assertThat(asked).hasValue(2);
    }

    @Test
    void negativeAnswerIsCachedForAShorterTime() {
        says = () -> new Dns.Answer.Nothing<>(Duration.ofDays(1));
        ask(2);
        assertThat(asked).hasValue(1);
        now = now.plus(DnsCache.LONGEST_ABSENCE);
        ask(1);
        assertThat(asked).hasValue(2);
    }

    @Test
    void failureIsCachedForASecond() {
        says = () -> new Dns.Answer.Failed<>("no answer");
        ask(2);
        assertThat(asked).hasValue(1);
        now = now.plus(DnsCache.TROUBLE);
        ask(1);
        assertThat(asked).hasValue(2);
    }

    @Test
    void concurrentQueriesForOneNameAreSentOnce() throws Exception {
        var open = new CountDownLatch(1);
        says = () -> {
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return records(0);
        };
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 20; i++) threads.add(Thread.ofVirtual().start(() -> ask(1)));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        open.countDown();
        for (Thread thread : threads) thread.join();
        assertThat(asked).hasValue(1);
    }

    @Test
    void errorInAQueryReleasesTheWaiters() {
        says = () -> {
            throw new IllegalStateException("a bug");
        };
        assertThatThrownBy(() -> ask(1)).hasMessage("a bug");
        assertThat(dns.srv("_sip._udp.example.com")).isInstanceOf(Dns.Answer.Failed.class);
        now = now.plus(DnsCache.TROUBLE);
        says = () -> records(60);
        assertThat(dns.srv("_sip._udp.example.com")).isInstanceOf(Dns.Answer.Records.class);
    }

    @Test
    void leastRecentlyUsedRecordIsEvicted() {
        ask(1);
        for (int i = 0; i < DnsCache.MOST; i++) dns.srv("other" + i);
        asked.set(0);
        ask(1);
        assertThat(asked).hasValue(1);
    }
}
