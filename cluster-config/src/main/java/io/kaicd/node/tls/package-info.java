/** The front door's key and certificate: made, kept, read and told apart. */
@NullMarked
package io.kaicd.node.tls;

import org.jspecify.annotations.NullMarked;
