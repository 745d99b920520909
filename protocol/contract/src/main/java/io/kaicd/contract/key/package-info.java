/** Named keys: who may do what. */
@NullMarked
package io.kaicd.contract.key;

import org.jspecify.annotations.NullMarked;
