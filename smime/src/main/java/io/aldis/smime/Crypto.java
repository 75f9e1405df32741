package io.aldis.smime;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The JCA provider of this module. It is passed to each call and never installed, so that the JVM's configuration is not changed. */
final class Crypto {
    static final Provider PROVIDER = new BouncyCastleProvider();

    private Crypto() {}
}
