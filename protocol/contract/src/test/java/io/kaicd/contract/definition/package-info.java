@NullMarked
package io.kaicd.contract.definition;

import org.jspecify.annotations.NullMarked;
