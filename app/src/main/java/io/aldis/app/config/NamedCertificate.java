package io.aldis.app.config;

import io.aldis.net.TlsSettings;
import io.aldis.server.Host;
import io.aldis.sip.settings.Form;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A certificate for clients that ask for one server name (SNI).
 *
 * @param name in lower case, or {@code *.example.com}
 * @param files the certificate and its key
 */
@Form("NAME=CERT KEY such as example.com=/etc/cert.pem /etc/key.pem")
public record NamedCertificate(String name, TlsSettings.Own files) {
    private static final String STAR = "*.";

    /** {@code example.com=CERT KEY}. @throws IllegalArgumentException for other text */
    public static NamedCertificate parse(String text) {
        int equals = text.indexOf('=');
        String[] files = text.substring(equals + 1).strip().split("\\s+");
        if (equals < 1 || files.length != 2)
            throw new IllegalArgumentException(
                    "certificate: expected a name before the = and two files behind it but was \"" + text + '"');
        return new NamedCertificate(
                name(text.substring(0, equals).strip()), new TlsSettings.Own(Path.of(files[0]), Path.of(files[1])));
    }

    private static String name(String text) {
        return text.startsWith(STAR)
                ? STAR + Host.parse(text.substring(STAR.length())).name()
                : Host.parse(text).name();
    }

    /** The files by name. If a name occurs twice, the later certificate is used. */
    static Map<String, TlsSettings.Own> map(List<NamedCertificate> certificates) {
        Map<String, TlsSettings.Own> all = new LinkedHashMap<>();
        for (NamedCertificate each : certificates) all.put(each.name, each.files);
        return all;
    }
}
