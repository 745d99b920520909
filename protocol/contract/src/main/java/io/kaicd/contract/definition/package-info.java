/** Service definitions: what a plugin says of itself. */
@NullMarked
package io.kaicd.contract.definition;

import org.jspecify.annotations.NullMarked;
