/** The composition root: puts the rooms of a node together and starts it. */
@NullMarked
package io.kaicd.node;

import org.jspecify.annotations.NullMarked;
