package io.kaicd.actors.secrets;

/**
 * A data key as it is kept: wrapped, and apart from what it opens.
 *
 * @param id 32 hexadecimal digits, random
 * @param kek the id of the key that wraps it
 */
record WrappedKey(String id, String kek, Box box) {}
