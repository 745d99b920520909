/** Capability contracts: operations, schemas, limits, and their compiled validators. */
@NullMarked
package io.kaicd.contract.capability;

import org.jspecify.annotations.NullMarked;
