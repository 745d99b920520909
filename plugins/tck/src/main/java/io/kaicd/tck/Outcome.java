package io.kaicd.tck;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What a call came to. */
sealed interface Outcome {
  record Answered(JsonNode output) implements Outcome {}

  record Streamed(List<JsonNode> chunks) implements Outcome {}

  record Refused(Rejection rejection) implements Outcome {}

  /** It failed otherwise than by a refusal, which the host counts as a crash. */
  record Crashed(Throwable failure) implements Outcome {}

  /** Nothing came in time. */
  record Silent() implements Outcome {}

  static Outcome failed(Throwable failure) {
    Throwable at = failure;
    while ((at instanceof CompletionException || at instanceof ExecutionException)
        && at.getCause() != null) {
      at = at.getCause();
    }
    return at instanceof RejectedException
        ? new Refused(RejectedException.of(at, ErrorCode.INTERNAL))
        : new Crashed(at);
  }
}
