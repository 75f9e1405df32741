package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.DeviceStore;
import io.aldis.server.MailStores;
import io.aldis.server.StoreException;
import io.aldis.sip.Aor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The devices of an account cannot be read from the store for a while. */
class UnreadableDevicesTest extends ServerWithMailbox {
    private volatile boolean unreadable;

    @Override
    MailStores stores() {
        return new MailStores(devices(), mail);
    }

    private DeviceStore devices() {
        return (DeviceStore) Proxy.newProxyInstance(
                DeviceStore.class.getClassLoader(), new Class<?>[] {DeviceStore.class}, (proxy, method, arguments) -> {
                    if (unreadable && method.getName().equals("devices"))
                        return CompletableFuture.failedFuture(new StoreException("the database is busy"));
                    try {
                        return method.invoke(mail, arguments);
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                });
    }

    @Test
    void messageTakenByOneDeviceIsKeptForAbsentOnesWhenTheStoreFails() {
        leave(device("away"), "away");
        restart(); // nothing is cached
        try (Phone here = device("here")) {
            unreadable = true;
            alice.send(message("c1", "", "hello"));
            takes(here, "hello");
            alice.hear("SIP/2.0 200");
            TestServer.until(
                    "it is kept",
                    () -> mail.messages(Aor.parse("sip:bob@example.com"), 0, 9)
                                    .toCompletableFuture()
                                    .join()
                                    .size()
                            == 1);
            unreadable = false;
            alice.send(message("c2", "", "next"));
            takes(here, "next");
            assertThat(alice.hear().code()).isIn(200, 202);
        }
        try (Phone back = device("away")) {
            takes(back, "hello");
            takes(back, "next");
        }
    }
}
