package io.aldis.lab.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What became of the tests, from the reports that Surefire leaves. */
final class Results {
    /** From best to worst: several runs of one test are as good as the worst of them. */
    enum Result {
        PASSED,
        SKIPPED,
        NOT_RUN,
        FAILED;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
    }

    /** What Surefire writes for the name of a test when its class was skipped, or failed, before its first test. */
    private static final Set<String> WHOLE_CLASS = Set.of("", "initializationError");

    /** @param reason of what was skipped; empty where there is none */
    private record Case(String type, String name, Result result, String reason) {
        /** One that could start when it was tried again says nothing of its tests: they have reports of their own. */
        boolean isWholeClass(String wanted) {
            return result != Result.PASSED
                    && WHOLE_CLASS.contains(name)
                    && (wanted.equals(type) || wanted.startsWith(type + '$'));
        }

        /** Surefire names the runs of a parameterised test {@code method(Type)[1]}. */
        boolean isOf(String method) {
            return name.startsWith(method)
                    && (name.length() == method.length()
                            || !Character.isJavaIdentifierPart(name.charAt(method.length())));
        }
    }

    private static final Map<Path, Results> READ = new ConcurrentHashMap<>();

    private final List<Case> cases;

    private Results(List<Case> cases) {
        this.cases = cases;
    }

    /** Of one module; read once. */
    static Results of(Path module) {
        return READ.computeIfAbsent(module, folder -> new Results(read(folder.resolve("target"))));
    }

    Result result(String type, String method) {
        return worst(cases.stream()
                .filter(done -> done.isWholeClass(type) || (done.type.equals(type) && done.isOf(method)))
                .map(Case::result));
    }

    /** Each that was skipped with its reason, sorted. */
    List<String> skipped() {
        return cases.stream()
                .filter(done -> done.result == Result.SKIPPED)
                .map(done -> done.type.replaceFirst(".*\\.", "") + '.' + done.name + ": " + done.reason)
                .sorted()
                .toList();
    }

    /** {@code NOT_RUN} when there is none. */
    static Result worst(Stream<Result> results) {
        return results.max(Comparator.naturalOrder()).orElse(Result.NOT_RUN);
    }

    static List<Path> folders(Path root) {
        try (var files = Files.list(root)) {
            return files.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Any folder of reports: a module may run its tests twice, each time with a folder of its own. */
    private static List<Case> read(Path target) {
        if (!Files.isDirectory(target)) return List.of();
        var found = new ArrayList<Case>();
        try (var files =
                Files.find(target, 2, (file, _) -> file.getFileName().toString().matches("TEST-.*\\.xml"))) {
            for (Path file : files.toList()) read(file, found);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static void read(Path file, List<Case> into) throws IOException {
        try (var in = Files.newInputStream(file)) {
            XMLStreamReader xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(in);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && xml.getLocalName().equals("testcase")) into.add(testcase(xml));
            }
        } catch (XMLStreamException e) {
            throw new IOException("expected a report of Surefire in " + file, e);
        }
    }

    private static Case testcase(XMLStreamReader xml) throws XMLStreamException {
        String type = xml.getAttributeValue(null, "classname");
        String name = xml.getAttributeValue(null, "name");
        Result result = Result.PASSED;
        String reason = "";
        while (xml.next() != XMLStreamConstants.END_ELEMENT
                || !xml.getLocalName().equals("testcase")) {
            if (!xml.isStartElement()) continue;
            result = worse(result, xml.getLocalName());
            if (xml.getLocalName().equals("skipped"))
                reason = Objects.requireNonNullElse(xml.getAttributeValue(null, "message"), "no reason given");
        }
        return new Case(type, name, result, reason);
    }

    private static Result worse(Result known, String element) {
        return switch (element) {
            case "failure", "error" -> Result.FAILED;
            case "skipped" -> known == Result.FAILED ? known : Result.SKIPPED;
            default -> known; // output, and runs that were tried again
        };
    }
}
