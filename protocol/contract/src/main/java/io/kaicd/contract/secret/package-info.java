/** The vault and its secrets as the rest of the host sees them: values go in and never come out. */
@NullMarked
package io.kaicd.contract.secret;

import org.jspecify.annotations.NullMarked;
