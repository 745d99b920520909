package io.kaicd.actors.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.registry.RegistryDecision.Accept;
import io.kaicd.actors.registry.RegistryDecision.Refuse;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.message.RegistryProtocol.Origin;
import io.kaicd.message.RegistryProtocol.ServiceEntry;
import java.util.List;
import java.util.Objects;

/** Given writes, when one more is decided, then this comes of it. */
final class Deciding {
  private final RegistryDecider decider = Samples.decider();
  private RegistryState state = RegistryState.EMPTY;

  Deciding given(RegistryWrite... writes) {
    for (RegistryWrite write : writes) {
      accepted(write);
    }
    return this;
  }

  RegistryState state() {
    return state;
  }

  ServiceEntry service(String id) {
    return Objects.requireNonNull(state.services().get(id), "service " + id);
  }

  RegistryDecision decide(RegistryWrite write) {
    return decide(write, Samples.PLAIN, Samples.LAPTOP);
  }

  RegistryDecision decide(RegistryWrite write, Precondition precondition) {
    return decide(write, Samples.options(precondition), Samples.LAPTOP);
  }

  RegistryDecision decide(RegistryWrite write, WriteOptions options, Origin origin) {
    return decider.decide(state, write, options, origin, Samples.BY);
  }

  /** Decides, and applies what was accepted. */
  Accept accepted(RegistryWrite write) {
    return accepted(decide(write));
  }

  Accept accepted(RegistryDecision decision) {
    assertThat(decision).isInstanceOf(Accept.class);
    Accept accept = (Accept) decision;
    state = state.apply(accept.event());
    return accept;
  }

  /** Decides, and expects a refusal that names its places. */
  Rejection refused(RegistryWrite write, ErrorCode code, String... pointers) {
    return refused(decide(write), code, pointers);
  }

  static Rejection refused(RegistryDecision decision, ErrorCode code, String... pointers) {
    assertThat(decision).isInstanceOf(Refuse.class);
    Rejection rejection = ((Refuse) decision).rejection();
    assertThat(rejection.code()).as(rejection.message()).isEqualTo(code);
    assertThat(rejection.remedy()).isNotBlank();
    assertThat(rejection.faults()).extracting(Fault::pointer).containsAll(List.of(pointers));
    return rejection;
  }

  void unchanged(RegistryWrite write) {
    assertThat(decide(write)).isInstanceOf(RegistryDecision.Unchanged.class);
  }
}
