@NullMarked
package io.kaicd.actors.cluster;

import org.jspecify.annotations.NullMarked;
