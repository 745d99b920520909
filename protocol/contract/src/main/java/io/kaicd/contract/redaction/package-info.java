/** Hides what looks like a secret in texts that are about to be told. */
@NullMarked
package io.kaicd.contract.redaction;

import org.jspecify.annotations.NullMarked;
