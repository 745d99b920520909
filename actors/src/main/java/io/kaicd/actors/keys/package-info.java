/** Named keys: an event stream of who may do what, and what every node knows of it. */
@NullMarked
package io.kaicd.actors.keys;

import org.jspecify.annotations.NullMarked;
