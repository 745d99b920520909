/** JSON as the house reads and writes it: strict in, canonical where it is hashed. */
@NullMarked
package io.kaicd.contract.json;

import org.jspecify.annotations.NullMarked;
