package io.kaicd.http.stream;

import io.kaicd.contract.call.Frame;
import java.io.ByteArrayOutputStream;

/** Writes a stream's frames as server-sent events; one for each stream. */
public interface EventWriter {
  /** What comes before the first frame. */
  void open(ByteArrayOutputStream to);

  void write(Frame frame, ByteArrayOutputStream to);
}
