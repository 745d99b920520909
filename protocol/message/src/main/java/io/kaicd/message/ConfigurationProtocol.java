package io.kaicd.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.configuration.History;
import io.kaicd.contract.configuration.Moment;
import io.kaicd.contract.error.Rejection;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What the configuration's entity is asked; views follow it by {@link StreamProtocol}. */
public interface ConfigurationProtocol {
  sealed interface Command extends CborSerializable
      permits Write, TakeBack, Ask, Recalled, StreamProtocol.Follow {}

  record Write(ConfigurationWrite write, ChangeOptions options, ActorRef<Done> replyTo)
      implements Command {}

  /** Takes a change back that a service refused, and nothing that others changed since. */
  record TakeBack(Undo undo, ChangeOptions options, ActorRef<Done> replyTo) implements Command {}

  /**
   * @param undo what the change was, to take it back; of no use when nothing was written
   */
  record Done(ChangeResult result, Undo undo) implements CborSerializable {}

  /**
   * What the state after a change does not say about it.
   *
   * @param version the number of its event, 0 for none
   * @param profiles that it changed
   * @param made those of them that it made
   * @param activated the profile that it made active, empty for none
   * @param before the profile that was active
   */
  record Undo(
      long version, List<String> profiles, List<String> made, String activated, String before) {
    public static final Undo NOTHING = new Undo(0, List.of(), List.of(), "", "");

    public Undo {
      profiles = List.copyOf(profiles);
      made = List.copyOf(made);
    }
  }

  /** Asks for what only the journal knows. */
  record Ask(Question question, ActorRef<Answer> replyTo) implements Command {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "question")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Versions.class, name = "versions"),
    @JsonSubTypes.Type(value = Between.class, name = "between")
  })
  sealed interface Question {}

  /** A page of a profile's versions, the newest first. */
  record Versions(String profile, long before, int limit) implements Question {}

  record Between(String profile, Moment from, Moment to) implements Question {}

  sealed interface Answer extends CborSerializable {}

  record Page(History.Versions versions) implements Answer {}

  record Differences(List<Difference> differences) implements Answer {}

  record Untold(Rejection why) implements Answer {}

  /**
   * A rollback to a version that the state has forgotten, with that version as the journal has it;
   * the entity tells it itself.
   *
   * @param made when, by whom and why that version was made
   */
  record Recalled(Write write, History.Made made, String parent, JsonNode layer)
      implements Command {}
}
