package io.kaicd.http.endpoint;

/** What an endpoint takes as a body. */
public sealed interface BodyRule {
  BodyRule NONE = new None();

  /** None; one that is sent is read up to the door's drain bound and ignored. */
  record None() implements BodyRule {}

  /**
   * One JSON document.
   *
   * @param limit in bytes
   * @param optional whether none at all will do; the handler then sees an empty object
   * @param secret whether it may hold a secret, of which nothing is to stay behind
   */
  record Json(int limit, boolean optional, boolean secret) implements BodyRule {
    public Json(int limit, boolean optional) {
      this(limit, optional, false);
    }
  }

  /**
   * A call's input, whose limit is its operation's.
   *
   * @param capability the place of the capability's name among the path's parameters; the
   *     operation's is the next
   */
  record CallInput(int capability) implements BodyRule {}
}
