package io.aldis.server.runtime;

/** The phone's side of digest authentication, by the book (RFC 3261 §22.4, RFC 2617 §3.2.2). */
record Proof(String user, String password, String algorithm) {
    static final Proof ALICE = new Proof("alice", "alice", "MD5");
    static final Proof BOB = new Proof("bob", "bob", "MD5");

    /** The header line that answers a challenge, first use of its nonce. */
    String line(Heard challenge, String method, String uri) {
        return line(challenge, method, uri, "00000001");
    }

    String line(Heard challenge, String method, String uri, String nc) {
        boolean registrar = challenge.code() == 401;
        String asked = challenge.header(registrar ? "WWW-Authenticate" : "Proxy-Authenticate");
        String realm = Heard.parameter(asked, "realm");
        String nonce = Heard.parameter(asked, "nonce");
        String ha2 = hash(method + ':' + uri);
        String response = hash(ha1(realm) + ':' + nonce + ':' + nc + ":xyz:auth:" + ha2);
        return (registrar ? "Authorization" : "Proxy-Authorization") + ": Digest username=\"" + user + "\", realm=\""
                + realm + "\", nonce=\"" + nonce + "\", uri=\"" + uri + "\", response=\"" + response
                + "\", algorithm=" + algorithm + ", cnonce=\"xyz\", qop=auth, nc=" + nc + "\n";
    }

    /** As Pidgin does (PHONES 7): without qop and cnonce, but with nc, in quotes. */
    String oldLine(Heard challenge, String method, String uri) {
        String asked = challenge.header("Proxy-Authenticate");
        String realm = Heard.parameter(asked, "realm");
        String nonce = Heard.parameter(asked, "nonce");
        String response = hash(ha1(realm) + ':' + nonce + ':' + hash(method + ':' + uri));
        return "Proxy-Authorization: Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" + nonce
                + "\", uri=\"" + uri + "\", nc=\"00000001\", response=\"" + response + "\"\n";
    }

    private String ha1(String realm) {
        return hash(user + ':' + realm + ':' + password);
    }

    private String hash(String text) {
        return TestServer.hash(algorithm, text);
    }
}
