package io.aldis.lab.conformance;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
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
        return modules.stream().flatMap(Citation::of).toList();
    }

    private static Stream<Citation> of(Path module) {
        Path classes = module.resolve("target/test-classes");
        if (!Files.isDirectory(classes)) return Stream.empty();
        var tests = new ClassFileImporter().importPath(classes);
        return tests.stream()
                .flatMap(type -> type.getMethods().stream())
                .flatMap(method -> ids(method).map(id -> cite(id, module, method)));
    }

    private static Stream<String> ids(JavaMethod method) {
        Stream<Tag> one = method.tryGetAnnotationOfType(Tag.class).stream();
        Stream<Tag> several =
                method.tryGetAnnotationOfType(Tags.class).stream().flatMap(tags -> Stream.of(tags.value()));
        return Stream.concat(one, several).map(Tag::value).filter(ID.asMatchPredicate());
    }

    private static Citation cite(String id, Path module, JavaMethod method) {
        JavaClass owner = method.getOwner();
        String folder = module.getFileName().toString();
        return new Citation(id, folder, owner.getSimpleName() + '.' + method.getName(), result(module, method));
    }

    /** A contract's tests run as those of whoever keeps the contract, perhaps in another module. */
    private static Result result(Path module, JavaMethod method) {
        JavaClass owner = method.getOwner();
        if (!owner.isInterface()) return Results.of(module).result(owner.getName(), method.getName());
        return Results.all(module.getParent()).resultAnywhere(method.getName());
    }
}
