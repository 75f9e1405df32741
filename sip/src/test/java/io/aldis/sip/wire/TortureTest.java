package io.aldis.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every message of RFC 4475, bit for bit, with the result that the RFC asks for. */
class TortureTest {
    /**
     * The third column of those that parse says who has the last word: their verdict is no matter of reading, and is tested where
     * the server decides.
     */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            4475-3.1.1.1-wsinv                  | parsed  | 405 without INVITE
            4475-3.1.1.2-intmeth                | parsed  | 404 or 501
            4475-3.1.1.3-esc01                  | parsed  | who is that user
            4475-3.1.1.4-escnull                | parsed  | the registrar
            4475-3.1.1.5-esc02                  | parsed  | 501, it is no REGISTER
            4475-3.1.1.6-lwsdisp                | parsed  | 200 to OPTIONS
            4475-3.1.1.7-longreq                | parsed  | nothing is cut
            4475-3.1.1.8-dblreq                 | parsed  | the registrar; the rest is dropped
            4475-3.1.1.9-semiuri                | parsed  | who is that user
            4475-3.1.1.10-transports            | parsed  | only the top Via counts
            4475-3.1.1.11-mpart01               | parsed  | the route is followed
            4475-3.1.1.12-unreason              | parsed  | a transaction takes it or nobody
            4475-3.1.1.13-noreason              | parsed  | a transaction takes it or nobody
            4475-3.1.2.1-badinv01               | 400     |
            4475-3.1.2.2-clerr                  | 400     |
            4475-3.1.2.3-ncl                    | 400     |
            4475-3.1.2.4-scalar02               | 400     |
            4475-3.1.2.5-scalarlg               | silence | a response
            4475-3.1.2.6-quotbal                | 400     |
            4475-3.1.2.7-ltgtruri               | 400     |
            4475-3.1.2.8-lwsruri                | 400     |
            4475-3.1.2.9-lwsstart               | 400     |
            4475-3.1.2.10-trws                  | 400     |
            4475-3.1.2.11-escruri               | 400     |
            4475-3.1.2.12-baddate               | parsed  | a date is only read where it matters
            4475-3.1.2.13-regbadct              | parsed  | the registrar reads Contact: 400
            4475-3.1.2.14-badaspec              | 400     |
            4475-3.1.2.15-baddn                 | 400     |
            4475-3.1.2.16-badvers               | 505     |
            4475-3.1.2.17-mismatch01            | 400     |
            4475-3.1.2.18-mismatch02            | 400     | 501 would do, too
            4475-3.1.2.19-bigcode               | silence | a response
            4475-3.2.1-badbranch                | parsed  | matched by the rule of RFC 2543
            4475-3.3.1-insuf                    | 400     | answered with the lines that there are
            4475-3.3.2-unkscm                   | parsed  | 416
            4475-3.3.3-novelsc                  | parsed  | 416
            4475-3.3.4-unksm2                   | parsed  | the registrar: 400
            4475-3.3.5-bext01                   | parsed  | 420
            4475-3.3.6-invut                    | parsed  | a proxy passes it on
            4475-3.3.7-regaut01                 | parsed  | the registrar: 401
            4475-3.3.8-multi01                  | 400     |
            4475-3.3.9-mcl01                    | 400     |
            4475-3.3.10-bcast                   | parsed  | a proxy drops it
            4475-3.3.11-zeromf                  | parsed  | 483, or 200 by the endpoint
            4475-3.3.12-cparam01                | parsed  | the registrar
            4475-3.3.13-cparam02                | parsed  | the registrar
            4475-3.3.14-regescrt                | parsed  | the registrar
            4475-3.3.15-sdp01                   | parsed  | a proxy passes it on
            4475-3.4.1-inv2543                  | parsed  | Max-Forwards and branch are missing, and may
            """)
    @Tag("4475-3.1.1.1-wsinv")
    @Tag("4475-3.1.1.2-intmeth")
    @Tag("4475-3.1.1.3-esc01")
    @Tag("4475-3.1.1.4-escnull")
    @Tag("4475-3.1.1.5-esc02")
    @Tag("4475-3.1.1.6-lwsdisp")
    @Tag("4475-3.1.1.7-longreq")
    @Tag("4475-3.1.1.8-dblreq")
    @Tag("4475-3.1.1.9-semiuri")
    @Tag("4475-3.1.1.10-transports")
    @Tag("4475-3.1.1.11-mpart01")
    @Tag("4475-3.1.1.12-unreason")
    @Tag("4475-3.1.1.13-noreason")
    @Tag("4475-3.1.2.1-badinv01")
    @Tag("4475-3.1.2.2-clerr")
    @Tag("4475-3.1.2.3-ncl")
    @Tag("4475-3.1.2.4-scalar02")
    @Tag("4475-3.1.2.5-scalarlg")
    @Tag("4475-3.1.2.6-quotbal")
    @Tag("4475-3.1.2.7-ltgtruri")
    @Tag("4475-3.1.2.8-lwsruri")
    @Tag("4475-3.1.2.9-lwsstart")
    @Tag("4475-3.1.2.10-trws")
    @Tag("4475-3.1.2.11-escruri")
    @Tag("4475-3.1.2.12-baddate")
    @Tag("4475-3.1.2.13-regbadct")
    @Tag("4475-3.1.2.14-badaspec")
    @Tag("4475-3.1.2.15-baddn")
    @Tag("4475-3.1.2.16-badvers")
    @Tag("4475-3.1.2.17-mismatch01")
    @Tag("4475-3.1.2.18-mismatch02")
    @Tag("4475-3.1.2.19-bigcode")
    @Tag("4475-3.2.1-badbranch")
    @Tag("4475-3.3.1-insuf")
    @Tag("4475-3.3.2-unkscm")
    @Tag("4475-3.3.3-novelsc")
    @Tag("4475-3.3.4-unksm2")
    @Tag("4475-3.3.5-bext01")
    @Tag("4475-3.3.6-invut")
    @Tag("4475-3.3.7-regaut01")
    @Tag("4475-3.3.8-multi01")
    @Tag("4475-3.3.9-mcl01")
    @Tag("4475-3.3.10-bcast")
    @Tag("4475-3.3.11-zeromf")
    @Tag("4475-3.3.12-cparam01")
    @Tag("4475-3.3.13-cparam02")
    @Tag("4475-3.3.14-regescrt")
    @Tag("4475-3.3.15-sdp01")
    @Tag("4475-3.4.1-inv2543")
    void messageIsReadAsTheRfcSays(String id, String verdict) {
        Reading reading = Given.READER.read(Given.file("rfc4475/" + id.substring(id.lastIndexOf('-') + 1)));
        String was = switch (reading) {
            case Reading.Parsed _ -> "parsed";
            case Reading.KeepAlive _ -> "keep-alive";
            case Reading.Malformed bad when bad.answerable().isEmpty() -> "silence";
            case Reading.Malformed bad -> String.valueOf(bad.status().code());
        };
        assertThat(was).as("%s", reading).isEqualTo(verdict);
    }
}
