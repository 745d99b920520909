package io.kaicd.embedding;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/** A resource as a file in the service's folder, for native code to read. */
final class Unpacked {
  private Unpacked() {}

  /** Puts the file there, under the resource's own name, unless it is there already and whole. */
  static Path in(Path folder, URL resource) throws IOException {
    String path = resource.getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    Path file = folder.resolve(name);
    long wanted = checksum(resource);
    if (Files.exists(file) && checksum(file) == wanted) {
      return file;
    }
    Path next = folder.resolve(name + ".new");
    try (InputStream in = resource.openStream()) {
      Files.copy(in, next, StandardCopyOption.REPLACE_EXISTING);
      return Files.move(
          next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  /** From the jar's directory where there is one, which spares reading the resource. */
  private static long checksum(URL resource) throws IOException {
    URLConnection connection = resource.openConnection();
    connection.setUseCaches(false);
    if (connection instanceof JarURLConnection jar) {
      try (JarFile opened = jar.getJarFile()) {
        return opened.getJarEntry(jar.getEntryName()).getCrc();
      }
    }
    try (InputStream in = connection.getInputStream()) {
      return checksum(in);
    }
  }

  private static long checksum(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return checksum(in);
    }
  }

  private static long checksum(InputStream in) throws IOException {
    CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
    byte[] block = new byte[1 << 16];
    while (checked.read(block) >= 0) {
      // reading is what counts
    }
    return checked.getChecksum().getValue();
  }
}
