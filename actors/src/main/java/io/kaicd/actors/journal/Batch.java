package io.kaicd.actors.journal;

import java.util.List;

/** Commands that waited together: decided one after another, and written in one go. */
public record Batch<C>(List<C> commands) {
  public Batch {
    commands = List.copyOf(commands);
  }
}
