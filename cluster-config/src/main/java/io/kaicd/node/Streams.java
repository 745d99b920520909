package io.kaicd.node;

import io.kaicd.actors.audit.AuditStream;
import io.kaicd.actors.configuration.ConfigurationStream;
import io.kaicd.actors.journal.EventStream;
import io.kaicd.actors.journal.verify.Verifier;
import io.kaicd.actors.keys.KeyStream;
import io.kaicd.actors.registry.RegistryStream;
import io.kaicd.actors.secrets.VaultStream;
import java.util.List;

/** The event streams that a journal of this version holds. */
public final class Streams {
  private static final List<EventStream<?, ?>> ALL =
      List.of(
          RegistryStream.shape(),
          ConfigurationStream.shape(),
          KeyStream.shape(),
          VaultStream.shape(),
          AuditStream.shape());

  private Streams() {}

  static List<String> names() {
    return ALL.stream().map(EventStream::name).toList();
  }

  public static Verifier verifier() {
    return new Verifier(ALL);
  }
}
