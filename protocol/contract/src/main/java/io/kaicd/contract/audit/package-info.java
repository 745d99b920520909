/** What was denied, and which secrets were used: counted, and kept in the journal. */
@NullMarked
package io.kaicd.contract.audit;

import org.jspecify.annotations.NullMarked;
