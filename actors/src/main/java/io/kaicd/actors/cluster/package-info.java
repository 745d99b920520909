/** Where services run: node roles, shard names, and placement by needs. */
@NullMarked
package io.kaicd.actors.cluster;

import org.jspecify.annotations.NullMarked;
