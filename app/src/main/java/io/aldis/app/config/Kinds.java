package io.aldis.app.config;

import static java.util.Map.entry;

import io.aldis.net.Listen;
import io.aldis.server.Cidr;
import io.aldis.server.Methods;
import io.aldis.sip.Method;
import io.aldis.sip.digest.Algorithm;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Parses the text of a setting, for each component type of the configuration records. */
final class Kinds {
    /**
     * The parser of one type.
     *
     * @param expected the expected form, for the error message
     * @param read throws IllegalArgumentException for other text
     */
    private record Kind(String expected, Function<String, Object> read) {}

    private static final Map<Type, Kind> KINDS = Map.ofEntries(
            entry(Path.class, new Kind("a path", Path::of)),
            entry(
                    Storage.class,
                    new Kind(
                            "sqlite or postgresql://user@host:port/database (the password comes from elsewhere)",
                            Storage::parse)),
            entry(Host.class, new Kind("a domain or host such as example.com", Host::parse)),
            entry(
                    Listen.class,
                    new Kind(
                            "transport:address:port such as udp:127.0.0.1:5060 (udp, tcp, tls, ws or wss)",
                            Listen::parse)),
            entry(
                    PageOrigin.class,
                    new Kind("an origin such as https://chat.example.com, all or usual", PageOrigin::parse)),
            entry(Cidr.class, new Kind("a network such as 192.0.2.0/24", Cidr::parse)),
            entry(
                    NamedCertificate.class,
                    new Kind("NAME=CERT KEY such as example.com=/etc/cert.pem /etc/key.pem", NamedCertificate::parse)),
            entry(
                    Trusted.class,
                    new Kind(
                            "a network such as 192.0.2.0/24, or a listener such as tcp:10.0.0.1:5060 (not ws or wss)",
                            Trusted::parse)),
            entry(
                    ClientRule.class,
                    new Kind(
                            "none, optional or required, or that for one listener such as tls:192.0.2.10:5061=required",
                            ClientRule::parse)),
            entry(Size.class, new Kind("a size such as 65536 or 64KiB", Size::parse)),
            entry(Duration.class, new Kind("a duration such as 500ms, 8s, 4m, 2h or 7d", Spans::parse)),
            entry(
                    Method.class,
                    new Kind(
                            "a method that can be off, such as MESSAGE (not REGISTER, OPTIONS, ACK, CANCEL or BYE)",
                            Kinds::method)),
            entry(Algorithm.class, new Kind("MD5, SHA-256 or SHA-512-256", Kinds::algorithm)),
            entry(
                    CardAddress.class,
                    new Kind("an https address such as https://example.com/complaints.jws", CardAddress::parse)),
            entry(
                    ServerHeader.class,
                    new Kind("none, or products and comments such as Acme/1.2 (campus)", ServerHeader::parse)),
            entry(LogLevel.class, new Kind("error, warn, info or debug", LogLevel::parse)),
            entry(boolean.class, new Kind("true or false", Kinds::yesOrNo)),
            entry(int.class, new Kind("a number from 1 to 1000000000", Kinds::number)),
            entry(NameServer.class, new Kind("an address such as 192.0.2.53 or 127.0.0.1:5353", NameServer::parse)),
            entry(
                    DomainRule.class,
                    new Kind(
                            "DOMAIN=RULE such as example.com=block *@example.net or all=size 4096", DomainRule::parse)),
            entry(
                    SchemeMapping.class,
                    new Kind("scheme=URI such as tel=sip:{number}@gw.example.com", SchemeMapping::parse)));

    private Kinds() {}

    /** The value of a setting for a component of that type. @throws ConfigurationException when the text has another form */
    static Object read(Type type, Setting setting) {
        if (!(type instanceof ParameterizedType several)) return one(type, setting);
        Type of = several.getActualTypeArguments()[0];
        if (several.getRawType() == Optional.class) return Optional.of(one(of, setting));
        return setting.values().stream().map(value -> value(of, setting, value)).toList();
    }

    private static Object one(Type type, Setting setting) {
        if (type == Storage.class)
            return value(type, setting, String.join(",", setting.values())); // its commas separate hosts
        if (setting.values().size() != 1) throw setting.wrong("one value", String.join(", ", setting.values()));
        return value(type, setting, setting.values().getFirst());
    }

    private static Object value(Type type, Setting setting, String text) {
        Kind kind = KINDS.get(type);
        if (kind == null) throw new IllegalStateException("no parser for settings of type " + type);
        try {
            return kind.read().apply(text);
        } catch (IllegalArgumentException e) {
            throw setting.wrong(kind.expected() + hint(e), text);
        }
    }

    private static String hint(IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        int question = message.lastIndexOf("; did you mean");
        return question < 0 ? "" : " (" + message.substring(question + 2) + ")";
    }

    private static Method method(String text) {
        Method method = Method.of(text);
        if (!method.known() || !Methods.canBeOff(method)) throw new IllegalArgumentException("method: cannot be off");
        return method;
    }

    private static Algorithm algorithm(String text) {
        return Algorithm.of(text)
                .filter(algorithm -> !algorithm.session())
                .orElseThrow(() -> new IllegalArgumentException("algorithm: unknown"));
    }

    private static boolean yesOrNo(String text) {
        if (text.equals("true") || text.equals("false")) return text.equals("true");
        throw new IllegalArgumentException("neither true nor false");
    }

    private static int number(String text) {
        int number = Integer.parseInt(text);
        if (number < 1 || number > 1_000_000_000) throw new IllegalArgumentException("out of range");
        return number;
    }
}
