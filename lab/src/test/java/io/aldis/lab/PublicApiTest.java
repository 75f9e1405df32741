package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The public types (docs/adr/0061). A new one needs a decision and is described in docs/library.md. */
class PublicApiTest {
    private static final List<String> AGENT = List.of(
            "Agent",
            "AgentBuilder",
            "AgentEngine",
            "AgentEvents",
            "AgentSettings",
            "AgentStartException",
            "Call",
            "CallAnswer",
            "CallEnd",
            "Content",
            "DateCheck",
            "Failure",
            "Header",
            "Inbox",
            "IncomingCall",
            "IncomingMessage",
            "Invitation",
            "Late",
            "Message",
            "MessageId",
            "Outcome",
            "Protection",
            "RefusalDetails",
            "Registration",
            "Screening",
            "Security");

    /** What a program needs to embed a server, beside the values and ports of {@code io.aldis.server}; docs/embedding.md. */
    private static final List<String> SERVER = List.of(
            "MailboxLog",
            "MemoryMail",
            "MemoryStore",
            "Server",
            "ServerAccounts",
            "ServerBuilder",
            "Stores",
            "TrafficCounters");

    /** Public for the simulation of the mailbox, which is in another package. */
    private static final String FOR_THE_SIMULATION = "DeliveryDecision";

    @Test
    void agentHasTheListedPublicTypes() {
        assertThat(publicTypes("io.aldis.agent")).containsExactlyElementsOf(AGENT);
    }

    @Test
    void serverHasTheListedPublicTypes() {
        assertThat(publicTypes("io.aldis.server.runtime").filter(name -> !name.equals(FOR_THE_SIMULATION)))
                .containsExactlyElementsOf(SERVER);
    }

    private static Stream<String> publicTypes(String name) {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .withImportOption(location -> !location.contains("-tests.jar"))
                        .importPackages(name)
                        .stream()
                        .filter(each -> each.getPackageName().equals(name))
                        .filter(each ->
                                each.isTopLevelClass() && each.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName)
                        .sorted();
    }
}
