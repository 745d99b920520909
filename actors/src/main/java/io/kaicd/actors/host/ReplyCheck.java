package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether what a plugin answers keeps to the contract of its operation. */
final class ReplyCheck {
  private ReplyCheck() {}

  /** What is wrong with the reply; nothing when it may go to the caller. */
  static @Nullable Rejection refusal(Work work, JsonNode output) {
    int most = work.spec().limits().reply();
    if (WireSize.of(output, most) > most) {
      return ErrorCode.REPLY_TOO_LARGE.reject(
          "the reply is past the operation's " + most + " bytes");
    }
    List<Fault> faults = work.spec().output().check(output);
    if (faults.isEmpty()) {
      return null;
    }
    return ErrorCode.REPLY_INVALID.reject("the reply breaks the contract").withFaults(faults);
  }
}
