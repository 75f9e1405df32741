package io.aldis.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.server.StoreException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A PostgreSQL server that requires a password (SCRAM) and TLS. */
@Timeout(60)
class PostgresLoginTest {
    private static final String PASSWORD = "rabbit hole: \"42\" & more";

    @TempDir
    private static Path folder;

    private static @Nullable EmbeddedPostgres running;

    @BeforeAll
    static void start() throws Exception {
        Certificate own = Certificate.in(folder, "server");
        Certificate.in(folder, "stranger");
        Path logins = Files.writeString(folder.resolve("logins.conf"), """
            host    all postgres all trust
            hostssl all aldis    all scram-sha-256
            """);
        running = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setServerConfig("hba_file", logins.toString())
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", own.certificate().toString())
                .setServerConfig("ssl_key_file", own.key().toString())
                .setPGStartupWait(Postgres.STARTUP)
                .start();
        try (var connection = postgres().getPostgresDatabase().getConnection()) {
            Sql.run(connection, "CREATE ROLE aldis LOGIN PASSWORD '" + PASSWORD + "'");
            Sql.run(connection, "CREATE DATABASE sip OWNER aldis");
        }
    }

    @AfterAll
    static void end() throws Exception {
        if (running != null) postgres().close();
    }

    private static EmbeddedPostgres postgres() {
        return Objects.requireNonNull(running);
    }

    private static PostgresSource source(String host, String parameters, String password) {
        String url = "postgresql://" + host + ":" + postgres().getPort() + "/sip?"
                + parameters.replace("{}", folder.toString());
        return new PostgresSource(url, "aldis", password);
    }

    private static SqlStore open(PostgresSource source) {
        return PostgresStore.open(source, Leases.USUAL, InstantSource.system());
    }

    @Test
    void databaseIsOpenedWithPasswordAndVerifiedCertificate() throws Exception {
        var source = source("localhost", "sslmode=verify-full&sslrootcert={}/server.crt", PASSWORD);
        try (var store = open(source);
                var connection = source.quick().getConnection()) {
            assertThat(store.accounts().list(List.of())).isEmpty();
            String encrypted = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                    + " WHERE application_name = 'aldis' AND NOT ssl";
            assertThat(Sql.number(connection, encrypted)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, sslmode=verify-full&sslrootcert={}/stranger.crt, there is no connection",
        "127.0.0.1, sslmode=verify-full&sslrootcert={}/server.crt, there is no connection",
        "localhost, sslmode=verify-full&sslrootcert={}/nowhere.crt, there is no connection",
        "localhost, sslmode=disable, it refuses this user"
    })
    void wrongCertificateOrUnencryptedConnectionIsRefused(String host, String parameters, String words) {
        assertThatThrownBy(() -> open(source(host, parameters, PASSWORD)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("/sip cannot be opened: " + words);
    }

    @ParameterizedTest
    @CsvSource({"wrong", "''"})
    void wrongPasswordIsReportedAndNeverShown(String password) {
        String wrong = password.isEmpty() ? "" : PASSWORD + password;
        var source = source("localhost", "sslmode=require", wrong);
        assertThatThrownBy(() -> open(source))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("it refuses this user")
                .satisfies(e -> {
                    var said = new StringBuilder(source.toString());
                    for (Throwable each = e; each != null; each = each.getCause()) said.append(each);
                    assertThat(said).doesNotContain("rabbit");
                });
    }
}
