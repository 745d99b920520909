package io.kaicd.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Whether a node still has its folder. */
public final class FolderHold {
  private FolderHold() {}

  /**
   * A note outlives a node that was killed, and its pid may be another's by now; the lock ends with
   * the process.
   *
   * @param pid as the node noted it
   */
  public static boolean by(Path folder, long pid) {
    if (pid == ProcessHandle.current().pid()) {
      return true; // to look at one's own lock would let go of it
    }
    // A dead one is told without the lock, which a node that starts may want right now.
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) && locked(folder);
  }

  private static boolean locked(Path folder) {
    try (FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (IOException e) {
      return false;
    }
  }
}
