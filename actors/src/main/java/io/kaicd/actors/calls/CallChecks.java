package io.kaicd.actors.calls;

import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.capability.Operation;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a call must be before anything is sent; each check says why not, or nothing. */
final class CallChecks {
  private CallChecks() {}

  static Rejection unknown(CallRequest request) {
    return ErrorCode.OPERATION_UNKNOWN.reject(
        request.capability() + " has no operation of that name");
  }

  /** Whether this caller may ask for this operation in this way. */
  static @Nullable Rejection refusal(
      CallRequest request, @Nullable Operation operation, Operation.Mode mode) {
    Caller caller = request.caller();
    if (operation == null || (operation.internal() && !caller.equals(Caller.HOST))) {
      return unknown(request); // what is internal does not exist for others
    }
    if (!caller.may("call:" + operation.capability())) {
      return ErrorCode.AUTH_FORBIDDEN.reject("this key may not call " + operation.capability());
    }
    if (!operation.modes().contains(mode)) {
      return ErrorCode.MODE_UNSUPPORTED.reject(
          operation.capability()
              + "/"
              + operation.name()
              + " is not to be had as "
              + (mode == Operation.Mode.STREAM ? "a stream" : "a whole"));
    }
    if (request.inputBytes() > operation.limits().request()) {
      return ErrorCode.REQUEST_TOO_LARGE.reject(
          request.inputBytes() + " bytes are past the operation's " + operation.limits().request());
    }
    return null;
  }

  /** Whether the input fits the operation's schema. */
  static @Nullable Rejection invalid(CallRequest request, Operation operation) {
    List<Fault> faults = operation.checkInput(request.input());
    if (faults.isEmpty()) {
      return null;
    }
    return ErrorCode.INPUT_INVALID
        .reject("the input does not fit " + operation.capability() + "/" + operation.name())
        .withFaults(faults);
  }
}
