/** The typed messages between actors, on top of the contract. */
@NullMarked
package io.kaicd.message;

import org.jspecify.annotations.NullMarked;
