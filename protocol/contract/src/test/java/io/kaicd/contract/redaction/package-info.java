@NullMarked
package io.kaicd.contract.redaction;

import org.jspecify.annotations.NullMarked;
