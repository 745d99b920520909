package io.kaicd.actors.keys;

/** Which keys are in force, for those who work for one longer than a request takes to come in. */
public interface KeysInForce {
  /**
   * Whether an actor's calls may go on, as far as this node has heard. One that is no key's may,
   * and so may a key that only other nodes have heard of yet.
   */
  boolean may(String actor);

  /**
   * @param listener told of every change, quick and on any thread
   */
  void onChange(Runnable listener);
}
