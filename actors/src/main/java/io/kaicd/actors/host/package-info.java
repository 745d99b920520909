/**
 * Services on this node: the sharded entity, its plugin actor, and the threads plugin code runs on.
 */
@NullMarked
package io.kaicd.actors.host;

import org.jspecify.annotations.NullMarked;
