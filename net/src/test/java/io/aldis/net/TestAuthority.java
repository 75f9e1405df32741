package io.aldis.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** Issues certificates for one test, in DER by hand (RFC 5280 §4.1): the JDK reads them, but makes none. */
public final class TestAuthority {
    private static final byte[] ECDSA_WITH_SHA256 = HexFormat.of().parseHex("300a06082a8648ce3d040302");
    private static final byte[] IS_AUTHORITY = HexFormat.of().parseHex("300f0603551d130101ff040530030101ff");
    private static final byte[] CLIENTS_ONLY = HexFormat.of().parseHex("30130603551d25040c300a06082b06010505070302");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private final X500Principal name;
    private final KeyPair keys = keys();
    private long serial;

    public TestAuthority(String name) {
        this.name = new X500Principal("CN=" + name);
    }

    /** What stands in a certificate besides its key. */
    public record Holder(String name, List<String> alternatives, Instant from, Instant until, boolean clientsOnly) {
        /** @param alternatives {@code dns:example.com} and {@code uri:sip:example.com} */
        public static Holder of(String name, String... alternatives) {
            Instant now = Instant.now();
            Duration day = Duration.ofDays(1);
            return new Holder(name, List.of(alternatives), now.minus(day), now.plus(day), false);
        }

        public Holder until(Instant end) {
            return new Holder(name, alternatives, from, end, clientsOnly);
        }

        public Holder fromThen(Instant start) {
            return new Holder(name, alternatives, start, until, clientsOnly);
        }

        public Holder forClientsOnly() {
            return new Holder(name, alternatives, from, until, true);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The file for those who believe it. */
    public Path file(Path folder) {
        byte[] itself = signed(
                name,
                keys,
                new Holder("", List.of(), Holder.of("").from(), Holder.of("").until(), false),
                true);
        return write(folder.resolve(name.getName() + ".pem"), pem("CERTIFICATE", itself));
    }

    /** A server with a certificate for example.org. */
    public TlsSettings server(Path folder) {
        return new TlsSettings(
                Optional.of(issue(folder, "own", Holder.of("first", "dns:example.org"))), Optional.empty());
    }

    /** A certificate and its key, in {@code FILE.pem} and {@code FILE.key} of that folder; those that are there are replaced. */
    public TlsSettings.Own issue(Path folder, String file, Holder holder) {
        KeyPair own = keys();
        byte[] certificate = signed(new X500Principal("CN=" + holder.name()), own, holder, false);
        Path key = write(
                folder.resolve(file + ".key"),
                pem("PRIVATE KEY", own.getPrivate().getEncoded()));
        return new TlsSettings.Own(write(folder.resolve(file + ".pem"), pem("CERTIFICATE", certificate)), key);
    }

    /** The certificate alone, in DER. */
    public byte[] issue(Holder holder) {
        return signed(new X500Principal("CN=" + holder.name()), keys(), holder, false);
    }

    private byte[] signed(X500Principal subject, KeyPair own, Holder holder, boolean authority) {
        byte[] content = sequence(
                tag(0xa0, integer(2)),
                integer(++serial),
                ECDSA_WITH_SHA256,
                name.getEncoded(),
                sequence(time(holder.from()), time(holder.until())),
                subject.getEncoded(),
                own.getPublic().getEncoded(),
                extensions(holder, authority));
        return sequence(content, ECDSA_WITH_SHA256, tag(0x03, joined(new byte[1], signature(content))));
    }

    private static byte[] extensions(Holder holder, boolean authority) {
        byte[] all = joined(
                authority ? IS_AUTHORITY : new byte[0],
                holder.clientsOnly() ? CLIENTS_ONLY : new byte[0],
                holder.alternatives().isEmpty() ? new byte[0] : alternatives(holder.alternatives()));
        return all.length == 0 ? all : tag(0xa3, sequence(all));
    }

    private static byte[] alternatives(List<String> names) {
        byte[] all = new byte[0];
        for (String each : names) {
            String value = each.substring(4);
            all = joined(all, tag(each.startsWith("dns:") ? 0x82 : 0x86, value.getBytes(StandardCharsets.US_ASCII)));
        }
        return sequence(HexFormat.of().parseHex("0603551d11"), tag(0x04, sequence(all)));
    }

    private byte[] signature(byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] integer(long value) {
        return tag(0x02, BigInteger.valueOf(value).toByteArray());
    }

    private static byte[] time(Instant at) {
        return tag(0x17, TIME.format(at).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sequence(byte[]... parts) {
        return tag(0x30, joined(parts));
    }

    private static byte[] tag(int tag, byte[] content) {
        int length = content.length;
        if (length < 128) return joined(new byte[] {(byte) tag, (byte) length}, content);
        if (length < 256) return joined(new byte[] {(byte) tag, (byte) 0x81, (byte) length}, content);
        return joined(new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length}, content);
    }

    private static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
    }

    /** As a whole, as tools that renew certificates do. */
    private static Path write(Path file, String text) {
        try {
            Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
            return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
