package io.aldis.im.cpim;

/**
 * What a header or feature is called wherever it stands: prefixes differ from message to message, this does not (RFC 3862 §3.4).
 *
 * @param namespace an absolute URI
 * @param name compared with case
 */
public record CpimName(String namespace, String name) {
    /** Of the headers that RFC 3862 §4 defines; its §6 misprints it. */
    public static final String CORE = "urn:ietf:params:cpim-headers:";

    /** A header of RFC 3862 itself. */
    public static CpimName core(String name) {
        return new CpimName(CORE, name);
    }

    @Override
    public String toString() {
        return namespace + name;
    }
}
