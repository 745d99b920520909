package io.kaicd.embedding;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The model as a file in the service's folder. The runtime reads a file piece by piece, but needs a
 * model in memory twice over, on the heap and off: 30 MB more, for good.
 */
final class ModelFile {
  private static final String NAME = "all-minilm-l6-v2-q.onnx";
  private static final int BLOCK = 1 << 16;

  private ModelFile() {}

  /** Puts the file there, unless it is there already and whole. */
  static Path in(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (Files.exists(file) && digest(file).equals(Model.ONNX_SHA256)) {
      return file;
    }
    Path next = folder.resolve(NAME + ".new");
    try (InputStream in = Objects.requireNonNull(ModelFile.class.getResourceAsStream(Model.ONNX))) {
      Files.copy(in, next, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(next);
      throw e;
    }
    if (!digest(next).equals(Model.ONNX_SHA256)) {
      Files.delete(next);
      throw new IllegalStateException("the packaged model is not the one this plugin was made for");
    }
    return Files.move(
        next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String digest(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      while (channel.read(block) >= 0) {
        sha.update(block.flip());
        block.clear();
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
