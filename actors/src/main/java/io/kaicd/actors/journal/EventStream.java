package io.kaicd.actors.journal;

import java.util.function.BiFunction;

/**
 * What a stream is, wherever it is read: by its entity, by the copies that follow it, and by those
 * who verify it.
 *
 * @param name also its persistence id and its anchor's name
 * @param empty the state before the first event
 * @param apply pure
 */
public record EventStream<S, E>(
    String name, S empty, BiFunction<S, E, S> apply, EventCodec<E> events, StateCodec<S> states) {}
