@NullMarked
package io.kaicd.contract.json;

import org.jspecify.annotations.NullMarked;
