@NullMarked
package io.kaicd.contract.error;

import org.jspecify.annotations.NullMarked;
