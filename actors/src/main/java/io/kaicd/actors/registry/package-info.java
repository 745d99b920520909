/** The registry: its entity, its events, the check of what fits, and each node's view. */
@NullMarked
package io.kaicd.actors.registry;

import org.jspecify.annotations.NullMarked;
