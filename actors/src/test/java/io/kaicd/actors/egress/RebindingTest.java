package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.registry.ServiceSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service whose address changes while it runs. */
class RebindingTest {
  private static final String OK = ScriptedUpstream.reply("200 OK", "text/plain", "fine");

  private final Gates gates = new Gates();
  private final ScriptedUpstream old = ScriptedUpstream.always(OK);
  private final ScriptedUpstream next = ScriptedUpstream.always(OK);
  private final ServiceDefinition definition = Definitions.allowing("{config.baseUrl}");
  private final ServiceSpec spec = Definitions.spec(Map.of());
  private final ServiceEgress egress = gates.bound(definition, spec, Gates.config(old.origin()));

  @AfterEach
  void close() throws IOException {
    egress.close();
    next.close();
    old.close();
    gates.close();
  }

  private WayOut.Rebinding rebound() {
    ObjectNode config = Gates.config(next.origin());
    return egress.rebind(Gates.service(definition, spec, config), config);
  }

  private static Behalf call() {
    return new Behalf("key:a", false, System.nanoTime());
  }

  private String answer(Behalf behalf, ScriptedUpstream upstream) {
    List<String> answers = new ArrayList<>();
    behalf.run(
        () -> {
          try {
            answers.add(Gates.text(egress.send(Gates.get(upstream.uri("/x")))));
          } catch (RejectedException e) {
            answers.add(e.rejection().code().text());
          }
        });
    return answers.getFirst();
  }

  @Test
  void aNewConfigurationIsTakenInPlace() {
    rebound().taken();

    assertThat(answer(Behalf.NOBODY, next)).isEqualTo("fine");
    assertThat(answer(Behalf.NOBODY, old)).isEqualTo("egress.refused");
  }

  @Test
  void aCallThatBeganBeforeGoesOnByWhatItBeganWithAndNoOther() {
    Behalf before = call();
    WayOut.Rebinding rebinding = rebound();
    assertThat(answer(before, old)).isEqualTo("fine");
    rebinding.taken();
    Behalf after = call();

    assertThat(answer(before, old)).isEqualTo("fine");
    assertThat(answer(before, next)).isEqualTo("fine");
    assertThat(answer(after, next)).isEqualTo("fine");
    assertThat(answer(after, old)).isEqualTo("egress.refused");
    assertThat(answer(Behalf.NOBODY, old)).isEqualTo("egress.refused");
  }

  @Test
  void whatTheServiceSendsByItselfMayGoByEitherUntilTheChangeIsTaken() {
    WayOut.Rebinding rebinding = rebound();

    assertThat(answer(Behalf.NOBODY, old)).isEqualTo("fine");
    assertThat(answer(Behalf.NOBODY, next)).isEqualTo("fine");
    rebinding.taken();

    assertThat(answer(Behalf.NOBODY, old)).isEqualTo("egress.refused");
    assertThat(answer(Behalf.NOBODY, next)).isEqualTo("fine");
  }

  @Test
  void aConfigurationThatWasRefusedLeavesNothing() {
    Behalf behalf = call();

    rebound().refused();

    assertThat(answer(behalf, old)).isEqualTo("fine");
    assertThat(answer(behalf, next)).isEqualTo("egress.refused");
  }
}
