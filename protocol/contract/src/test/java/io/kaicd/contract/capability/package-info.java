@NullMarked
package io.kaicd.contract.capability;

import org.jspecify.annotations.NullMarked;
