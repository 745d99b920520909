@NullMarked
package io.kaicd.contract.configuration;

import org.jspecify.annotations.NullMarked;
