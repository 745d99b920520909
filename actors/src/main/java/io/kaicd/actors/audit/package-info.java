/**
 * Denials and uses of secrets: counted on each node, flushed together, an event stream of their
 * own.
 */
@NullMarked
package io.kaicd.actors.audit;

import org.jspecify.annotations.NullMarked;
