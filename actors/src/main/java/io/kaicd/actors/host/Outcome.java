package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.error.Rejection;
import java.util.concurrent.Flow;

/**
 * Who waits for a piece of work. Exactly one of the three answers is given, once, on any thread.
 */
public interface Outcome {
  void output(JsonNode output, Work work);

  /** The stream has begun; its end is its last frame. */
  void opened(Flow.Publisher<Frame> frames, Work work);

  /**
   * @param ran whether the plugin has seen the call
   */
  void refused(Rejection rejection, boolean ran, Work work);

  /** The work has ended on its replica; for a stream, after its plugin's side has. */
  default void over(Work work) {}
}
