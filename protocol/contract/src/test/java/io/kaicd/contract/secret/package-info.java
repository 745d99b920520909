@NullMarked
package io.kaicd.contract.secret;

import org.jspecify.annotations.NullMarked;
