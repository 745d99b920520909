package io.kaicd.embedding;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The runtime's native libraries. Left alone the runtime unpacks 28 MB into the temp folder at
 * every start, and leaves them there when the process is killed; so they are kept with the service.
 */
final class NativeLibraries {
  /** Read by the runtime when it is first used; an owner's own setting is left as it is. */
  private static final String PATH = "onnxruntime.native.path";

  private NativeLibraries() {}

  /** To be called before the runtime's first use; the first service of a process does it. */
  static synchronized void in(Path folder) throws IOException {
    if (System.getProperty(PATH) != null) {
      return;
    }
    URL runtime = library("onnxruntime");
    URL binding = library("onnxruntime4j_jni");
    if (runtime == null || binding == null) {
      return; // elsewhere the runtime finds its own way, or says why not
    }
    Path libraries = Files.createDirectories(folder.resolve("native"));
    for (URL library : List.of(runtime, binding)) {
      Unpacked.in(libraries, library);
    }
    System.setProperty(PATH, libraries.toAbsolutePath().toString());
  }

  private static @Nullable URL library(String name) {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "");
    String platform =
        (os.startsWith("mac") ? "osx" : os) + "-" + (arch.equals("amd64") ? "x64" : arch);
    return OrtEnvironment.class.getResource(
        "/ai/onnxruntime/native/" + platform + "/" + System.mapLibraryName(name));
  }
}
