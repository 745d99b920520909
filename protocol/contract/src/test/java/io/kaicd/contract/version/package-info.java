@NullMarked
package io.kaicd.contract.version;

import org.jspecify.annotations.NullMarked;
