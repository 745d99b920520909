@NullMarked
package io.kaicd.actors.journal.verify;

import org.jspecify.annotations.NullMarked;
