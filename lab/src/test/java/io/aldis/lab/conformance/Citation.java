package io.aldis.lab.conformance;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.aldis.lab.conformance.Results.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Tags;

/**
 * A test that says which requirement it shows.
 *
 * @param module folder of the test
 * @param test {@code Class.method}
 */
record Citation(String id, String module, String test, Result result) {
    private static final Pattern ID = Pattern.compile("\\d{4}-\\S+");

    /** Of all modules that have been built. */
    static List<Citation> all(List<Path> modules) {
        var folders = modules.stream()
                .map(Citation::classes)
                .filter(Files::isDirectory)
                .toList();
        return new ClassFileImporter()
                .importPaths(folders).stream()
                        .flatMap(type -> type.getMethods().stream())
                        .flatMap(method -> ids(method).map(id -> cite(id, modules, method)))
                        .toList();
    }

    private static Path classes(Path module) {
        return module.resolve("target/test-classes");
    }

    private static Stream<String> ids(JavaMethod method) {
        Stream<Tag> one = method.tryGetAnnotationOfType(Tag.class).stream();
        Stream<Tag> several =
                method.tryGetAnnotationOfType(Tags.class).stream().flatMap(tags -> Stream.of(tags.value()));
        return Stream.concat(one, several).map(Tag::value).filter(ID.asMatchPredicate());
    }

    private static Citation cite(String id, List<Path> modules, JavaMethod method) {
        JavaClass owner = method.getOwner();
        String folder = module(modules, owner).getFileName().toString();
        return new Citation(id, folder, owner.getSimpleName() + '.' + method.getName(), result(modules, method));
    }

    /** A contract's tests, or those of a base class, run as those of whoever extends it, perhaps in another module. */
    private static Result result(List<Path> modules, JavaMethod method) {
        JavaClass owner = method.getOwner();
        return Results.worst(Stream.concat(Stream.of(owner), owner.getAllSubclasses().stream())
                .filter(Citation::runs)
                .map(type -> Results.of(module(modules, type)).result(type.getName(), method.getName())));
    }

    private static boolean runs(JavaClass type) {
        String outermost = type.getName().replaceFirst("\\$.*", "");
        return outermost.endsWith("Test")
                && !type.isInterface()
                && !type.getModifiers().contains(JavaModifier.ABSTRACT);
    }

    private static Path module(List<Path> modules, JavaClass type) {
        Path file = Path.of(type.getSource().orElseThrow().getUri());
        return modules.stream()
                .filter(module -> file.startsWith(classes(module)))
                .findFirst()
                .orElseThrow();
    }
}
