package io.kaicd.cli;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine;

/** What the command line prints when a command does not do its work. */
public final class TerminalSinks {
  private TerminalSinks() {}

  /** A problem that a node answers with, of a version that redacts nothing. */
  public static String refusedByTheNode(String text) {
    var problem = Json.shared().createObjectNode().put("detail", text).put("remedy", text);
    problem.putArray("errors").addObject().put("pointer", "/a").put("wanted", text);
    return explained(new Refused(problem));
  }

  public static String refusedHere(String text) {
    return explained(ErrorCode.REQUEST_MALFORMED.reject(text).asException());
  }

  public static String unreadableFile(String text) {
    return explained(new IOException(text));
  }

  public static String defect(String text) {
    return explained(new IllegalStateException(text));
  }

  public static String wrongArgument(String text) {
    return Ran.kai("calls", "--" + text).err();
  }

  /** A report whose log was written by something that redacts nothing. */
  public static String report(String text) {
    try {
      Path log = Files.createTempFile("kai", ".log");
      try {
        Files.writeString(log, "12:00 WARN it failed: " + text + "\n");
        BugReport report = new BugReport(List.of(), Instant.EPOCH);
        report.log(log);
        return report.redacted();
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String explained(Exception failure) {
    StringWriter err = new StringWriter();
    CommandLine kai = Kai.commandLine().setErr(new PrintWriter(err));
    int exit = new Explanation(kai).of(failure);
    return exit + " " + err;
  }
}
