package io.kaicd.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Each rule of the kit catches a planted fault, and only that rule does. */
class FaultTest {
  @Test
  void theSoundPluginPassesEveryRule() {
    Events tests = run(Fault.NONE);

    assertThat(failed(tests)).isEmpty();
    assertThat(tests.aborted().count()).as("rules that were left out").isZero();
    assertThat(tests.succeeded().count()).isEqualTo(rules().size());
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aFaultIsCaughtByItsRuleAlone(Fault fault) {
    assertThat(failed(run(fault))).containsExactly(fault.rule);
  }

  @Test
  void everyRuleHasAFault() {
    Set<String> caught =
        Arrays.stream(Fault.values())
            .map(fault -> fault.rule)
            .filter(rule -> !rule.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(caught).isEqualTo(rules());
  }

  private static Set<String> rules() {
    return Arrays.stream(AbstractPluginTck.class.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Events run(Fault fault) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(EchoTck.class))
        .configurationParameter(PlantedFault.KEY, fault.name())
        .execute()
        .testEvents();
  }

  private static List<String> failed(Events tests) {
    return tests.failed().stream()
        .map(event -> event.getTestDescriptor().getDisplayName().replace("()", ""))
        .toList();
  }
}
