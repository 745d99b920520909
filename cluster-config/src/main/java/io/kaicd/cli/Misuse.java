package io.kaicd.cli;

import io.kaicd.contract.redaction.Redaction;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Says on standard error what is wrong with a command's arguments. The message quotes them, and one
 * of them may be a key.
 */
final class Misuse implements CommandLine.IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(
        command
            .getColorScheme()
            .errorText(Redaction.redacted(String.valueOf(failure.getMessage()))));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, err)) {
      command.usage(err, command.getColorScheme());
    }
    return Kai.USAGE;
  }
}
