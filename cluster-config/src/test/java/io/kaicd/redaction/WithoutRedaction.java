package io.kaicd.redaction;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The planted fault: the same classes once more, with one difference, that {@code
 * Redaction.redacted} gives back what it is given.
 */
final class WithoutRedaction extends ClassLoader {
  private static final String REDACTION = "io.kaicd.contract.redaction.Redaction";

  WithoutRedaction() {
    super("without-redaction", WithoutRedaction.class.getClassLoader());
  }

  @SuppressWarnings("unchecked")
  static Map<String, UnaryOperator<String>> sinks() throws ReflectiveOperationException {
    Class<?> sinks = new WithoutRedaction().loadClass(Sinks.class.getName());
    return (Map<String, UnaryOperator<String>>) sinks.getMethod("all").invoke(null);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    // Logback makes the encoder by its name, so it has to come from here, too.
    if (!name.startsWith("io.kaicd.") && !name.startsWith("ch.qos.logback.")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] code = in.readAllBytes();
      byte[] bytes = name.equals(REDACTION) ? switchedOff(code) : code;
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] switchedOff(byte[] code) {
    ClassFile classes = ClassFile.of();
    return classes.transformClass(
        classes.parse(code),
        ClassTransform.transformingMethods(
            WithoutRedaction::isRedacted,
            (method, part) -> {
              if (part instanceof CodeModel) {
                method.withCode(body -> body.aload(0).areturn());
              } else {
                method.with(part);
              }
            }));
  }

  private static boolean isRedacted(MethodModel method) {
    return method.methodName().equalsString("redacted");
  }
}
