package io.aldis.server;

import java.time.Instant;
import java.util.Set;

/**
 * The devices of an account that a letter is kept for: those that the {@link DeviceStore} remembers and those that are named, without
 * those that are done with it. An account that has no device at all keeps it for {@link Device#nobodyYet}.
 *
 * @param named {@link Device#id}s that wait for it, whether they are remembered or not
 * @param done that have taken or refused it
 * @param since devices that have not registered since are forgotten
 * @param most that many of the remembered devices, the latest first
 */
public record Addressees(Set<String> named, Set<String> done, Instant since, int most) {
    public Addressees {
        named = Set.copyOf(named);
        done = Set.copyOf(done);
    }
}
