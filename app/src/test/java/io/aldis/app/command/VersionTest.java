package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionTest {

    @Test
    void versionIsFilledInByTheBuild() {
        assertThat(Version.current().number()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(Version.current().commit()).doesNotContain("$");
    }

    @Test
    void versionWithoutARepositoryHasNoCommit() {
        assertThat(new Version("1.2.3", "").line()).isEqualTo("aldis 1.2.3");
        assertThat(new Version("1.2.3", "07153b817b3f").line()).isEqualTo("aldis 1.2.3 (07153b817b3f)");
    }
}
