package io.kaicd.message;

import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.ConfigurationWrite;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What the configuration's entity is asked; views follow it by {@link StreamProtocol}. */
public interface ConfigurationProtocol {
  sealed interface Command extends CborSerializable permits Write, StreamProtocol.Follow {}

  record Write(ConfigurationWrite write, ChangeOptions options, ActorRef<Done> replyTo)
      implements Command {}

  /**
   * @param undo what brings the profiles back to how they were before, in this order
   */
  record Done(ChangeResult result, List<ConfigurationWrite> undo) implements CborSerializable {}
}
