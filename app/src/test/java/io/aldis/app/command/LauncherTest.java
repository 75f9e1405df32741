package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code aldis}, with programs in place of Java and Maven that print their arguments. */
class LauncherTest {
    @TempDir
    private Path root;

    private Path builds;

    private record Ended(int code, String said) {}

    @BeforeEach
    void plant() throws IOException {
        Files.copy(Path.of("..", "aldis").toRealPath(), root.resolve("aldis"));
        write(".mvn/jdk25.sh", "JAVA_HOME=" + root + "/jdk\n");
        script("jdk/bin/java", "echo \"java $*\"");
        write("jdk/release", "");
        script("mvnw", "echo \"[ERROR] Maven ran\"; exit 1");
        write("pom.xml", "");
        write("app/pom.xml", "");
        write("app/src/main/Main.java", "");
        builds = root.resolve("target/aldis");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        Files.writeString(path, text);
    }

    private void script(String file, String text) throws IOException {
        write(file, "#!/bin/sh\n" + text + '\n');
        Files.setPosixFilePermissions(root.resolve(file), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A build, and sources that have changed since. */
    private void buildThatIsOld() throws IOException {
        for (String file : List.of("1/aldis.jar", "1/stamp", "lock")) write("target/aldis/" + file, "");
        write("target/aldis/1/jdk", root + "/jdk\n");
        write("target/aldis/current", "1\n");
        FileTime before = FileTime.from(Instant.now().minusSeconds(60));
        for (String file : List.of("1/stamp", "1/jdk")) Files.setLastModifiedTime(builds.resolve(file), before);
        Files.setLastModifiedTime(
                root.resolve("jdk/release"), FileTime.from(Instant.now().minusSeconds(90)));
    }

    private Ended run(String... arguments) throws Exception {
        return run(List.of("sh", root.resolve("aldis").toString()), arguments);
    }

    private static Ended run(List<String> start, String... arguments) throws Exception {
        var command = new ArrayList<>(start);
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    @Test
    void serverStartsWithTheExistingBuildWhenSourcesHaveChanged() throws Exception {
        buildThatIsOld();
        Ended serve = run("serve", "--domain", "example.com");
        assertThat(serve.said())
                .contains("the sources are newer than the build that runs", "1/aldis.jar serve --domain example.com")
                .doesNotContain("Maven");
        assertThat(serve.code()).isZero();
    }

    @Test
    void otherCommandsBuildWhenSourcesHaveChanged() throws Exception {
        buildThatIsOld();
        Ended list = run("user", "list");
        assertThat(list.said()).contains("[ERROR] Maven ran", "the build failed");
        assertThat(list.code()).isEqualTo(1);
    }

    @Test
    void serverIsBuiltWhenThereIsNoBuild() throws Exception {
        assertThat(run("serve").said()).contains("[ERROR] Maven ran");
    }

    @Test
    void userWithoutWritePermissionRunsTheExistingBuild() throws Exception {
        buildThatIsOld();
        boolean root = "root".equals(System.getProperty("user.name"));
        if (root) open();
        var start = new ArrayList<String>();
        if (root) start.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        else close();
        start.addAll(List.of("sh", this.root.resolve("aldis").toString()));
        for (String command : List.of("user", "serve")) {
            Ended ended = run(start, command);
            assertThat(ended.said()).contains("1/aldis.jar " + command).doesNotContain("Maven", "denied");
            assertThat(ended.code()).isZero();
        }
    }

    private void open() throws IOException {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void close() throws IOException {
        Files.setPosixFilePermissions(builds.resolve("lock"), PosixFilePermissions.fromString("r--r--r--"));
    }
}
