package io.kaicd.cli;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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

  private static String explained(Exception failure) {
    StringWriter err = new StringWriter();
    CommandLine kai = Kai.commandLine().setErr(new PrintWriter(err));
    int exit = new Explanation(kai).of(failure);
    return exit + " " + err;
  }
}
