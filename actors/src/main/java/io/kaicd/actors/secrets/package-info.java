/**
 * The vault: keys that wrap keys, the cipher that uses them, and the pure state of the event stream
 * {@code vault}. Nothing here knows an actor.
 */
@NullMarked
package io.kaicd.actors.secrets;

import org.jspecify.annotations.NullMarked;
