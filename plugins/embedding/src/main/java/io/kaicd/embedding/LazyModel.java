package io.kaicd.embedding;

import ai.onnxruntime.OrtException;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.spi.Health;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The model, loaded when it is first asked for, so that a node that embeds nothing is small. */
final class LazyModel {
  private final Path folder;
  private final int threads;
  private volatile @Nullable SentenceModel model;
  private volatile Health health = Health.READY;
  private boolean closed;

  LazyModel(Path folder, int threads) {
    this.folder = folder;
    this.threads = threads;
  }

  /**
   * @throws io.kaicd.contract.error.RejectedException {@code storage.unavailable} when its file
   *     cannot be written, {@code service.draining} after the close
   */
  SentenceModel get() {
    SentenceModel ready = model;
    return ready == null ? load() : ready;
  }

  private synchronized SentenceModel load() {
    if (closed) {
      throw ErrorCode.SERVICE_DRAINING.reject("the service has stopped").asException();
    }
    SentenceModel ready = model;
    if (ready != null) {
      return ready;
    }
    try {
      ready = SentenceModel.load(folder, threads);
      model = ready;
      health = Health.READY;
      return ready;
    } catch (IOException e) {
      health = new Health(false, "the model's file cannot be put into the service's folder");
      throw ErrorCode.STORAGE_UNAVAILABLE.reject(health.detail()).asException();
    } catch (OrtException | LinkageError e) {
      health = new Health(false, "the ONNX runtime does not load the model");
      throw new IllegalStateException(health.detail(), e);
    }
  }

  /** Ready before the model is loaded too; not after it failed to load. */
  Health health() {
    return health;
  }

  /** To be called when no run is on and none begins. */
  synchronized void close() {
    closed = true;
    SentenceModel loaded = model;
    model = null;
    if (loaded != null) {
      loaded.close();
    }
  }
}
