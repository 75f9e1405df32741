package io.aldis.lab.visits;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/** Loads the classes of Aldis with a call of {@link Visits#entered} at the start of each method. */
final class Instrumented extends ClassLoader {
    private static final ClassDesc VISITS = ClassDesc.of(Visits.class.getName());
    private static final MethodTypeDesc FLAG = MethodTypeDesc.ofDescriptor("(Z)V");
    /** Descriptors of what is the message, or has it. */
    private static final List<String> CARRIERS = List.of(
            "[B",
            "Lio/netty/channel/socket/DatagramPacket;",
            "Lio/aldis/sip/SipRequest;",
            "Lio/aldis/sip/transaction/Received;",
            "Lio/aldis/sip/transaction/ServerTransaction;",
            "Lio/aldis/server/Arrival;",
            "Lio/aldis/server/Admitted;",
            "Lio/aldis/server/Identified;",
            "Lio/aldis/server/Permitted;",
            "Lio/aldis/server/Routed;",
            "Lio/aldis/server/forking/BranchRequest;");

    Instrumented() {
        super(Instrumented.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("io.aldis.") || name.startsWith(Visits.class.getName()))
            return super.loadClass(name, resolve);
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? defined(name) : known;
        }
    }

    private Class<?> defined(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) throw new ClassNotFoundException(name);
            byte[] bytes = in.readAllBytes();
            byte[] changed = name.startsWith("io.aldis.lab.") ? bytes : instrumented(bytes);
            return defineClass(name, changed, 0, changed.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static byte[] instrumented(byte[] bytes) {
        ClassFile files = ClassFile.of();
        return files.transformClass(files.parse(bytes), Instrumented::instrument);
    }

    private static void instrument(ClassBuilder to, ClassElement element) {
        if (element instanceof MethodModel method && isCalledByOthers(method))
            to.transformMethod(method, MethodTransform.transformingCode(new Entry(carries(method))));
        else to.with(element);
    }

    private static boolean carries(MethodModel method) {
        String arguments = method.methodType().stringValue();
        String within = arguments.substring(0, arguments.indexOf(')'));
        return CARRIERS.stream().anyMatch(within::contains);
    }

    /** Not the initialization of a class, which happens once and whenever it is first needed. */
    private static boolean isCalledByOthers(MethodModel method) {
        return !method.methodName().equalsString("<clinit>")
                && !method.methodName().equalsString("<init>");
    }

    /** Adds the call before the first element. */
    private record Entry(boolean carries) implements CodeTransform {
        @Override
        public void atStart(CodeBuilder code) {
            code.loadConstant(carries ? 1 : 0).invokestatic(VISITS, "entered", FLAG);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            code.with(element);
        }
    }
}
