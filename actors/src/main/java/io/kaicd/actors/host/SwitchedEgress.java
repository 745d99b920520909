package io.kaicd.actors.host;

import io.kaicd.spi.Egress;
import io.kaicd.spi.EgressRequest;
import io.kaicd.spi.EgressResponse;
import java.util.concurrent.CompletionStage;

/** A replica's way out, which follows its configuration without the plugin's noticing. */
final class SwitchedEgress implements Egress {
  private volatile Egress at;

  SwitchedEgress(Egress at) {
    this.at = at;
  }

  Egress replace(Egress by) {
    Egress before = at;
    at = by;
    return before;
  }

  @Override
  public CompletionStage<EgressResponse> send(EgressRequest request) {
    return at.send(request);
  }
}
