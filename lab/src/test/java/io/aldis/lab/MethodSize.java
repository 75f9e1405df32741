package io.aldis.lab;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * How large a method is, as the compiler's own parser sees it.
 *
 * @param lines from the signature to the closing brace
 * @param parameters of a record's constructor: none
 * @param depth how deep {@code if}, loops, {@code switch} and {@code try} stand in one another; {@code else if} is no deeper
 */
record MethodSize(String name, int lines, int parameters, int depth) {
    boolean isConstructor() {
        return name.endsWith(" <init>");
    }

    /** All methods with a body. Constructors are methods, those of records too. */
    static List<MethodSize> of(Collection<SourceFile> sources) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var paths = sources.stream()
                    .map(source -> SourceFile.ROOT.resolve(source.path()))
                    .toList();
            var task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(paths));
            var found = new ArrayList<MethodSize>();
            for (var unit : task.parse()) {
                unit.accept(new Methods(unit, Trees.instance(task), found), null);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Methods extends TreeScanner<Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final Trees trees;
        private final List<MethodSize> found;
        private boolean inRecord;

        Methods(CompilationUnitTree unit, Trees trees, List<MethodSize> found) {
            this.unit = unit;
            this.trees = trees;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, @Nullable Void nothing) {
            var outer = inRecord;
            inRecord = type.getKind() == Tree.Kind.RECORD;
            super.visitClass(type, nothing);
            inRecord = outer;
            return nothing;
        }

        @Override
        public Void visitMethod(MethodTree method, @Nullable Void nothing) {
            if (method.getBody() != null) {
                var depth = new Depth();
                method.getBody().accept(depth, 0);
                var file = Path.of(unit.getSourceFile().getName()).getFileName();
                var name = file + ":" + line(start(method)) + " " + method.getName();
                found.add(new MethodSize(name, lines(method), parameters(method), depth.deepest));
            }
            return super.visitMethod(method, nothing);
        }

        /** A record has as many components as it has. */
        private int parameters(MethodTree method) {
            return inRecord && method.getReturnType() == null
                    ? 0
                    : method.getParameters().size();
        }

        private int lines(MethodTree method) {
            var end = trees.getSourcePositions().getEndPosition(unit, method);
            return (int) (line(end) - line(start(method)) + 1);
        }

        /** Annotations before the signature do not count. */
        private long start(MethodTree method) {
            var positions = trees.getSourcePositions();
            var result = method.getReturnType();
            if (result != null) {
                return positions.getStartPosition(unit, result);
            }
            var modifiers = positions.getEndPosition(unit, method.getModifiers());
            return modifiers < 0 ? positions.getStartPosition(unit, method) : modifiers + 1;
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(Math.max(position, 0));
        }
    }

    private static final class Depth extends TreeScanner<Void, Integer> {
        private int deepest;

        @Override
        public Void scan(Tree tree, Integer depth) {
            return super.scan(tree, tree != null && opens(tree) ? enter(depth) : depth);
        }

        private int enter(int depth) {
            deepest = Math.max(deepest, depth + 1);
            return depth + 1;
        }

        /** The {@code if} of an {@code else if} stands beside its first {@code if}, not in it. */
        @Override
        public Void visitIf(IfTree branch, Integer depth) {
            scan(branch.getCondition(), depth);
            scan(branch.getThenStatement(), depth);
            scan(branch.getElseStatement(), branch.getElseStatement() instanceof IfTree ? depth - 1 : depth);
            return null;
        }

        private static boolean opens(Tree tree) {
            return switch (tree) {
                case IfTree _, ForLoopTree _, EnhancedForLoopTree _, WhileLoopTree _, DoWhileLoopTree _ -> true;
                case SwitchTree _, SwitchExpressionTree _, TryTree _, SynchronizedTree _ -> true;
                default -> false;
            };
        }
    }
}
