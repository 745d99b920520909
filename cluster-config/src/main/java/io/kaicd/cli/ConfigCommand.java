package io.kaicd.cli;

import java.lang.reflect.Method;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;

@Command(
    name = "config",
    description = "Read, change and switch configuration profiles.",
    mixinStandardHelpOptions = true,
    modelTransformer = ConfigCommand.Parts.class)
final class ConfigCommand {
  /** Its commands are static methods, by purpose in a class each. */
  static final class Parts implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec config) {
      for (Class<?> part :
          List.of(ConfigReading.class, ConfigChanging.class, ConfigProfiles.class)) {
        for (Method command : CommandLine.getCommandMethods(part, null)) {
          config.addSubcommand(null, new CommandLine(command));
        }
      }
      return config;
    }
  }
}
