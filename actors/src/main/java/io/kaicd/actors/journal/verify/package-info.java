/**
 * What can be said of a journal without running it: whether its records hold, what is in a backup,
 * what a checkpoint proves. Knows no actors.
 */
@NullMarked
package io.kaicd.actors.journal.verify;

import org.jspecify.annotations.NullMarked;
