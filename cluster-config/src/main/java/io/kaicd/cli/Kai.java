package io.kaicd.cli;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 ok, 1 refused, 2 wrong usage, 3 no node reached. */
@Command(
    name = "kai",
    description = "A host for AI services.",
    mixinStandardHelpOptions = true,
    versionProvider = Kai.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      IndexCommand.class,
      AskCommand.class,
      CallCommand.class,
      CallsCommand.class,
      ServicesCommand.class,
      DefinitionsCommand.class,
      CapabilitiesCommand.class,
      NodesCommand.class,
      ConfigCommand.class,
      KeysCommand.class,
      SecretsCommand.class,
      VaultCommand.class,
      AuditCommand.class,
      JournalCommand.class,
      DiscoverCommand.class,
      AddCommand.class,
      ApplyCommand.class,
      DoctorCommand.class,
    })
public final class Kai {
  static final int OK = 0;
  static final int REFUSED = 1;
  static final int USAGE = CommandLine.ExitCode.USAGE;
  static final int UNREACHABLE = 3;

  private final Terminal terminal;

  private Kai(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String[] args) {
    if (System.getProperty("kai.log") == null) { // a node sets its own; no log where one stands
      Path cache = Path.of(System.getProperty("user.home"), ".cache", "kai");
      System.setProperty("kai.log", cache.resolve("commands.log").toString());
    }
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return commandLine(new ControllingTerminal());
  }

  /**
   * @param terminal where somebody is asked
   */
  static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new Kai(terminal))
        .setExpandAtFiles(false) // @FILE is an input here, and not a file of arguments
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> new Explanation(command).of(failure))
        .setParameterExceptionHandler(new Misuse())
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  Terminal terminal() {
    return terminal;
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Kai.class.getPackage().getImplementationVersion();
      return new String[] {"kai " + (version == null ? "(from classes)" : version)};
    }
  }
}
