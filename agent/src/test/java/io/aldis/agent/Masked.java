package io.aldis.agent;

/** Wire text with what is drawn by chance replaced, so that a test can say the rest byte for byte. */
final class Masked {
    private Masked() {}

    static String text(String wire) {
        return wire.replace("\r\n", "\n")
                .replaceAll("branch=z9hG4bK[0-9a-f]{32}", "branch=z9hG4bK-B")
                .replaceAll(";tag=[0-9a-f]{20}", ";tag=T")
                .replaceAll("Call-ID: [0-9a-f]{32}\n", "Call-ID: C\n")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:P")
                .replaceAll("sip:[0-9a-f]{20}@", "sip:U@")
                .replaceAll("urn:uuid:[0-9a-f-]{36}", "urn:uuid:I");
    }
}
