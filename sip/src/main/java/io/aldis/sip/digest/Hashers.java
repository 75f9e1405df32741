package io.aldis.sip.digest;

/** One {@link Hasher} for each hash function. Thread-safe. */
final class Hashers {
    private final Hasher md5 = new Hasher(Algorithm.MD5);
    private final Hasher sha256 = new Hasher(Algorithm.SHA_256);
    private final Hasher sha512 = new Hasher(Algorithm.SHA_512_256);

    Hasher of(Algorithm algorithm) {
        return switch (algorithm) {
            case MD5, MD5_SESS -> md5;
            case SHA_256, SHA_256_SESS -> sha256;
            case SHA_512_256, SHA_512_256_SESS -> sha512;
        };
    }
}
