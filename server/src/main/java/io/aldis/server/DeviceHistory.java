package io.aldis.server;

import io.aldis.server.DeviceStore.Known;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import java.util.List;
import java.util.function.Consumer;

/** The devices that accounts have had, as far as they are remembered. */
@OnEventLoop
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

    /** @param then called, now or later, with the devices of that account; with none when they cannot be read */
    void known(Aor account, Consumer<List<Known>> then);

    /** These bindings have ended: they were removed, or their connection is closed. */
    void gone(Aor account, List<Binding> bindings);
}
