package io.aldis.server;

import io.aldis.server.DeviceStore.Known;
import io.aldis.sip.Aor;
import java.util.List;
import java.util.function.Consumer;

/** The devices that accounts have had, as far as anybody remembers them. For the event loop. */
public interface DeviceHistory {
    /** Remembers nothing. */
    DeviceHistory NONE = new DeviceHistory() {
        @Override
        public void known(Aor account, Consumer<List<Known>> then) {
            then.accept(List.of());
        }

        @Override
        public void gone(Aor account, List<Binding> bindings) {}
    };

    /** @param then hears, now or later, of the devices of that account; of none when they cannot be read */
    void known(Aor account, Consumer<List<Known>> then);

    /** These bindings have ended: unregistered, or gone with their connection. */
    void gone(Aor account, List<Binding> bindings);
}
