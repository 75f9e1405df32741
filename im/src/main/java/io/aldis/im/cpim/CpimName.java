package io.aldis.im.cpim;

/**
 * The full name of a header or feature: its namespace instead of a prefix, because prefixes differ between messages (RFC 3862 §3.4).
 *
 * @param namespace an absolute URI
 * @param name compared with case
 */
public record CpimName(String namespace, String name) {
    /** The namespace of the headers that RFC 3862 §4 defines; §6 has a misprint of it. */
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
