/** Where services' requests went. */
@NullMarked
package io.kaicd.contract.egress;

import org.jspecify.annotations.NullMarked;
