/** What tests of the runtime stand on: a registry by hand, a plugin with faults, a node. */
@NullMarked
package io.kaicd.actors.trial;

import org.jspecify.annotations.NullMarked;
