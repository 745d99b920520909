package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.SemVer;
import io.kaicd.spi.Plugin;
import io.kaicd.spi.PluginService;
import io.kaicd.spi.ServiceContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** The vector store that needs nothing but a disk. */
public final class VectorStorePlugin implements Plugin {
  public static final String ID = "vector-store";

  /** Long enough that an import has ended, short enough that nobody waits for quick searches. */
  static final Duration QUIET = Duration.ofSeconds(10);

  @Override
  public String id() {
    return ID;
  }

  @Override
  public SemVer version() {
    return SemVer.of("1.0.0");
  }

  @Override
  public List<JsonNode> definitions() {
    try (InputStream in = VectorStorePlugin.class.getResourceAsStream("vector-store.json")) {
      if (in == null) {
        throw new IllegalStateException("vector-store.json is not in the plugin's jar");
      }
      return List.of(Json.parse(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Refuses with {@code storage.unavailable} when another process has the folder open. */
  @Override
  public PluginService start(ServiceContext context) {
    return VectorStoreService.open(context, Disk.REAL, QUIET);
  }
}
