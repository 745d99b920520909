package io.kaicd.tck;

import io.kaicd.contract.capability.CapabilityContract;
import io.kaicd.contract.capability.Operation;
import io.kaicd.contract.definition.Reconfigure;
import io.kaicd.contract.error.Fault;
import java.util.ArrayList;
import java.util.List;

/** What the author's samples must hold, so that the other rules prove something. */
final class SampleRules {
  private SampleRules() {}

  static Operation operation(Subject subject, Step step) {
    Operation operation = subject.operation(step.capability(), step.operation());
    if (operation == null) {
      throw new AssertionError(step.name() + " is in no contract of the definition");
    }
    return operation;
  }

  static List<String> gaps(Subject subject, Samples samples) {
    List<String> found = new ArrayList<>();
    for (Step step : samples.all()) {
      Operation operation = subject.operation(step.capability(), step.operation());
      if (operation == null) {
        found.add(step.name() + " is in no contract of the definition");
        continue;
      }
      for (Fault fault : operation.checkInput(step.input())) {
        found.add("a sample of " + step.name() + " is refused by the host already: " + fault);
      }
    }
    for (var ref : subject.definition().capabilities()) {
      CapabilityContract contract = subject.contract(ref.id());
      if (contract != null) {
        contract.operations().values().forEach(each -> missing(subject, each, samples, found));
      }
    }
    if (subject.definition().reconfigure() == Reconfigure.IN_PLACE
        && samples.reconfigurations().isEmpty()) {
      found.add("the definition reconfigures in place, and no sample does");
    }
    return found;
  }

  private static void missing(
      Subject subject, Operation operation, Samples samples, List<String> found) {
    String name = operation.capability() + "/" + operation.name();
    if (operation.modes().contains(Operation.Mode.UNARY)
        && samples.script().stream()
            .filter(Step.Answers.class::isInstance)
            .noneMatch(step -> step.name().equals(name))) {
      found.add("no sample answers " + name);
    }
    if (subject.streams(operation)
        && samples.script().stream()
            .filter(Step.Streams.class::isInstance)
            .noneMatch(step -> step.name().equals(name + " (stream)"))) {
      found.add("no sample streams " + name);
    }
  }
}
