package io.aldis.sip.wire;

import java.util.List;

/** Messages as phones send them: what distinguishes each of them was seen on the wire (docs/phones.md). */
final class Phones {
    private Phones() {}

    static List<byte[]> messages() {
        return List.of(
                        LINPHONE,
                        LIBPURPLE,
                        BARESIP,
                        JAIN,
                        NET_SIP,
                        JSSIP,
                        SIPSAK,
                        TWINKLE,
                        TWINKLE_ANSWER,
                        CAMERA,
                        IMDN)
                .stream()
                .map(Given::wire)
                .toList();
    }

    static final String LINPHONE = """
            REGISTER sip:example.com SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:40001;branch=z9hG4bK.kJ3xw0wYE;rport
            From: <sip:alice@example.com>;tag=Bd~nDzGpR
            To: sip:alice@example.com
            CSeq: 20 REGISTER
            Call-ID: 7fCsXr1rXK
            Max-Forwards: 70
            Route: <sip:127.0.0.1:5060;transport=udp;lr>
            Supported: replaces, outbound, gruu, path
            Accept: application/sdp
            Accept: text/plain
            Accept: application/vnd.gsma.rcs-ft-http+xml
            Contact: <sip:alice@127.0.0.1:40001;transport=udp>;+sip.instance="<urn:uuid:90f0e6a6-3c1b-00b2-9b5d-0e1d2c3b4a59>";+org.linphone.specs="ephemeral,groupchat"
            Expires: 3600
            User-Agent: Unknown (belle-sip/5.1.65)
            Authorization:  Digest realm="example.com", nonce="abc=", algorithm=MD5, username="alice",  uri="sip:example.com", response="0123456789abcdef0123456789abcdef", cnonce="Pgd7", nc=00000001, qop=auth
            """;

    static final String LIBPURPLE = """
            MESSAGE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/UDP 10.1.2.3:5060;branch=z9hG4bKF8741D82C40E86112454
            From: <sip:alice@example.com>;tag=1;epid=1234567890
            To: <sip:bob@example.com>
            Max-Forwards: 10
            CSeq: 4 MESSAGE
            User-Agent: Purple/2.14
            Call-ID: 9EB4g769BaE0C6iD0CDm8CB2tBDABbA8D4x845Ex
            Content-Type: text/plain;charset=utf-8
            Proxy-Authorization: Digest username="alice", realm="example.com", nonce="n", uri="sip:bob@example.com", nc="00000001", response="0123456789abcdef0123456789abcdef"
            Content-Length: 5

            Hello""";

    static final String BARESIP = """
            MESSAGE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/TCP 127.0.0.1:40002;branch=z9hG4bKb53c1a9e;rport
            Route: <sip:127.0.0.1:5060;transport=tcp;lr>
            To: <sip:bob@example.com>
            From: "Alice" <sip:alice@example.com>;tag=2a1b
            Call-ID: 0123456789abcdef
            CSeq: 31337 MESSAGE
            Max-Forwards: 70
            User-Agent: baresip v1.0.0 (x86_64/linux)
            Content-Type: text/plain;charset=UTF-8
            Content-Length: 13

            你好, 🍜!""";

    static final String JAIN = """
            MESSAGE sip:bob@example.com SIP/2.0
            Call-ID: 5a2b@127.0.0.1
            CSeq: 1 MESSAGE
            From: "alice" <sip:alice@example.com>;tag=12345
            To: "bob" <sip:bob@example.com>
            Via: SIP/2.0/UDP 127.0.0.1:40003;rport;branch=z9hG4bK-363337-abc
            Max-Forwards: 70
            Route: <sip:127.0.0.1:5060;lr>
            Content-Type: text/plain
            Content-Length: 2

            Hi""";

    static final String NET_SIP = """
            REGISTER sip:127.0.0.1:5060 SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:40004;branch=z9hG4bK12.34
            Call-id: 12345
            Contact: sip:alice@127.0.0.1:40004
            Content-length: 0
            Cseq: 2 REGISTER
            Expires: 900
            From: alice <sip:alice@example.com>;tag=x
            Max-forwards: 70
            To: <sip:alice@example.com>
            """;

    static final String JSSIP = """
            MESSAGE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/WS j3l4k5.invalid;branch=z9hG4bK4561098
            Max-Forwards: 69
            To: <sip:bob@example.com>
            From: "Zoë" <sip:zoe@example.com>;tag=p3v9qv1vk9
            Call-ID: 4q7ch0r0
            CSeq: 4711 MESSAGE
            Content-Type: text/plain
            Supported: outbound
            User-Agent: JsSIP 3.13.8
            Content-Length: 0
            """;

    static final String SIPSAK = """
            OPTIONS sip:127.0.0.1:1506 SIP/2.0
            Via: SIP/2.0/UDP 127.0.1.1:40005;branch=z9hG4bK.4f9c6f2c;rport;alias
            From: sip:sipsak@127.0.1.1:40005;tag=2f0d
            To: sip:127.0.0.1:1506
            Call-ID: 789@127.0.1.1
            CSeq: 1 OPTIONS
            Contact: sip:sipsak@127.0.1.1:40005
            Content-Length: 0
            Max-Forwards: 70
            User-Agent: sipsak 0.9.8.1
            Accept: text/plain
            """;

    static final String TWINKLE = """
            MESSAGE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:40006;rport;branch=z9hG4bKkjshdyff
            Max-Forwards: 70
            Proxy-Authorization: Digest username="alice",realm="example.com",nonce="n",uri="sip:bob@example.com",response="0123456789abcdef0123456789abcdef",algorithm=MD5,cnonce="c",qop=auth,nc=00000001
            To: <sip:bob@example.com>
            From: "Alice" <sip:alice@example.com>;tag=nduplv
            Call-ID: dsdrdqfjpjpjjqj@host
            CSeq: 101 MESSAGE
            Content-Type: text/plain;charset=utf-8
            User-Agent: Twinkle/1.10.2
            Content-Length: 3

            abc""";

    static final String TWINKLE_ANSWER = """
            SIP/2.0 200 OK
            Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKproxy,SIP/2.0/UDP 127.0.0.1:40001;rport=40001;received=127.0.0.1;branch=z9hG4bKx
            To: <sip:bob@example.com>;tag=mrwqp
            From: "Alice" <sip:alice@example.com>;tag=nduplv
            Call-ID: dsdrdqfjpjpjjqj@host
            CSeq: 101 MESSAGE
            Server: Twinkle/1.10.2
            Content-Length: 0
            """;

    static final String CAMERA = """
            MESSAGE sip:34020000002000000001@3402000000 SIP/2.0
            Via: SIP/2.0/UDP 192.168.1.64:5060;rport;branch=z9hG4bK77
            From: <sip:34020000001320000001@3402000000>;tag=77
            To: <sip:34020000002000000001@3402000000>
            Call-ID: 77
            CSeq: 20 MESSAGE
            Content-Type: Application/MANSCDP+xml
            Max-Forwards: 70
            User-Agent: IP Camera
            Content-Length: 33

            <?xml version="1.0"?>
            <Notify/>
            """;

    static final String IMDN = """
            MESSAGE sip:alice@example.com SIP/2.0
            Via: SIP/2.0/TLS 127.0.0.1:40007;branch=z9hG4bK.imdn;rport
            From: <sip:bob@example.com>;tag=imdn
            To: sip:alice@example.com
            CSeq: 20 MESSAGE
            Call-ID: imdn
            Max-Forwards: 70
            Priority: non-urgent
            Content-Type: message/imdn+xml
            Content-Encoding: deflate
            Content-Length: 8
            Date: Sat, 13 Nov 2026 23:29:00 GMT

            x\u0000\u0001\u0002ÿ\u0003\u0004""";
}
