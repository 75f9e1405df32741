package io.aldis.smime;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The provider that all of this module computes with. It is handed over each time and never installed: the JVM belongs to its owner. */
final class Crypto {
    static final Provider PROVIDER = new BouncyCastleProvider();

    private Crypto() {}
}
