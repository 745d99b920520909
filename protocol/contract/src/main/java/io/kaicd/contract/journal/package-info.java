/** The history of who changed what: what can be read of the journal, and proved of it. */
@NullMarked
package io.kaicd.contract.journal;

import org.jspecify.annotations.NullMarked;
