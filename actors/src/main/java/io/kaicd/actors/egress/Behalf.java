package io.kaicd.actors.egress;

/**
 * For whom code runs: the call that it answers. It is bound to a call's plugin code on the threads
 * that run it, taken along by the requests that this code sends, and bound again where their
 * replies are read. A thread of the plugin's own works for nobody.
 *
 * @param actor who caused it, such as {@code key:my-app}; empty for no call
 * @param local whether it must stay in the house
 * @param began when the call began, by {@link System#nanoTime}
 */
public record Behalf(String actor, boolean local, long began) {
  /** What a service does on its own account: it looks for models, and how it is. */
  public static final Behalf NOBODY = new Behalf("", false, 0);

  private static final ScopedValue<Behalf> CURRENT = ScopedValue.newInstance();

  /** For whom this thread works now. */
  public static Behalf current() {
    return CURRENT.orElse(NOBODY);
  }

  public boolean nobody() {
    return actor.isEmpty();
  }

  /** Who it is for, or another when it is for nobody. */
  public String actorOr(String other) {
    return nobody() ? other : actor;
  }

  public void run(Runnable code) {
    ScopedValue.where(CURRENT, this).run(code);
  }
}
