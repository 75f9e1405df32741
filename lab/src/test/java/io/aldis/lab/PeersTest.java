package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class PeersTest {

    @Test
    void installedProgramIsFound() {
        assertThat(Peers.need("sh")).isExecutable();
    }

    @Test
    void missingPeerSkipsTheTestAndNamesItsPackage() {
        assertThatThrownBy(() -> Peers.need("sipp-of-nobody", false))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("sipp-of-nobody is not on this machine (Debian package sipp-of-nobody)");
    }

    @Test
    void missingPeerFailsTheTestWhenPeersAreRequired() {
        assertThatThrownBy(() -> Peers.need("sipp-of-nobody", true))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("-Dpeers=required");
    }

    @Test
    void pathWithoutUsrBinHidesThePeersOfUsrSbinToo(@TempDir Path folder) {
        assertThat(Peers.find("useradd", "/usr/bin")).hasValue(Path.of("/usr/sbin/useradd"));
        assertThat(Peers.find("useradd", folder.toString())).isEmpty();
    }
}
