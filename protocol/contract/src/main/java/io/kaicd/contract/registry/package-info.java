/** What a node knows of definitions, services and nodes, and how that is changed. */
@NullMarked
package io.kaicd.contract.registry;

import org.jspecify.annotations.NullMarked;
