package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The types that programs see (docs/adr/0061). A new one is a decision, and stands in docs/library.md or is reached from there. */
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

    @Test
    void theAgentHasThesePublicTypes() {
        var types = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.aldis.agent").stream()
                        .filter(each -> each.getPackageName().equals("io.aldis.agent"))
                        .filter(each ->
                                each.isTopLevelClass() && each.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName)
                        .sorted();
        assertThat(types).containsExactlyElementsOf(AGENT);
    }
}
