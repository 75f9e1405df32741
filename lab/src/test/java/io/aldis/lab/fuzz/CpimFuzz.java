package io.aldis.lab.fuzz;

import io.aldis.im.cpim.Cpim;
import io.aldis.im.cpim.CpimAddress;
import io.aldis.sip.SyntaxException;
import java.util.Arrays;
import java.util.Set;

/** message/cpim: refused with a {@link SyntaxException}, or kept octet by octet; what it says can be said again. */
public final class CpimFuzz {
    private CpimFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Cpim read;
        try {
            read = Cpim.parse(input);
        } catch (SyntaxException _) {
            return;
        }
        Claim.that(Arrays.equals(input, read.bytes()), "octets", read);
        read.to();
        read.cc();
        read.dateTime();
        read.required(Set.of());
        var copy = Cpim.builder().content(read.content());
        read.from().ifPresent(copy::from);
        read.subject().ifPresent(copy::subject);
        Cpim again = copy.build();
        Claim.same(read.from().map(CpimAddress::uri), again.from().map(CpimAddress::uri), "From");
        Claim.same(read.from(), again.from(), "From");
        Claim.same(read.subject().map(String::strip), again.subject(), "Subject");
        Claim.same(read.content(), again.content(), "content");
    }
}
