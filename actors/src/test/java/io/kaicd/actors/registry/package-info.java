@NullMarked
package io.kaicd.actors.registry;

import org.jspecify.annotations.NullMarked;
