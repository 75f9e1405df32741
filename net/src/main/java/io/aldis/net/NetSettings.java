package io.aldis.net;

import io.aldis.sip.settings.Setting;
import io.aldis.sip.settings.SettingGroup;
import io.aldis.sip.settings.Settings;
import io.aldis.sip.settings.SettingsTree;
import io.aldis.sip.settings.Size;
import io.aldis.sip.wire.Limits;
import java.time.Duration;

/** Limits of the sockets. */
public record NetSettings(
        @SettingGroup Limits limits,

        @Setting(
                value = "5s",
                key = Setting.NO_KEY,
                doc = "How long a connection may take to be established, TLS and WebSocket handshakes each on top")
        Duration connect,

        @Setting(
                value = "30s",
                doc = "How long a message may take from its first octet to its last;"
                        + " and how long a peer may read nothing while 4 MiB wait for it")
        Duration partial,

        @Setting(value = "30s", doc = "How long a connection may be open before its first message is complete")
        Duration silent,

        @Setting(value = "2h", doc = "How long a connection may be silent before it is closed")
        Duration idle,

        @Setting(value = "20000", doc = "The maximum number of connections; further ones are closed at once")
        int connections,

        @Setting(value = "10000", doc = "The maximum number of connections from one address")
        int connectionsPerAddress,

        @Setting(
                value = "4MiB",
                key = Setting.NO_KEY,
                as = Size.class,
                doc = "Octets that may wait for a peer that does not read; more are not sent")
        int unread,

        @Setting(
                value = "65536KiB",
                as = Size.class,
                least = "1MiB",
                doc = "The memory that all connections together may use: output for peers that do not read,"
                        + " and incomplete messages, TLS records and handshakes")
        long held)
        implements Settings<NetSettings> {
    public static final NetSettings DEFAULT = SettingsTree.defaults(NetSettings.class);
}
