package io.kaicd.vectorstore;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import java.nio.file.AccessDeniedException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;

/** Tells a full disk from a broken one. */
final class StorageFault {
  private StorageFault() {}

  static RejectedException writing(String what, Throwable failure) {
    if (failure instanceof RejectedException rejected) {
      return rejected;
    }
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (spaceIsOut(at)) {
        return new RejectedException(full(what), failure);
      }
    }
    return new RejectedException(
        ErrorCode.STORAGE_UNAVAILABLE.reject(what + " cannot be written: " + reason(failure)),
        failure);
  }

  static RejectedException reading(String what, Throwable failure) {
    return new RejectedException(
        ErrorCode.STORAGE_UNAVAILABLE
            .reject(what + " cannot be read: " + reason(failure))
            .withRemedy(
                "Check the disk; restore the folder from a backup, or delete the collection"),
        failure);
  }

  static Rejection full(String what) {
    return ErrorCode.STORAGE_FULL
        .reject(what + " cannot be written: no space is left on the disk")
        .withRemedy("Free disk space and try again; searches go on");
  }

  private static boolean spaceIsOut(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left")
        || message.contains("not enough space")
        || message.contains("quota exceeded");
  }

  /** Names the kind of failure; a file's path is the node's own affair. */
  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).toLowerCase(Locale.ROOT);
    if (root instanceof AccessDeniedException) {
      return "access is denied";
    }
    if (root instanceof ReadOnlyFileSystemException || message.contains("read-only file system")) {
      return "the file system is read-only";
    }
    return root.getClass().getSimpleName();
  }
}
